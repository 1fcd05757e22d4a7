import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type AccessLine, createRandom, readReport, type Report, type RequestRecord } from '@weather/labs';
import { withCopiesMarked } from './copies.ts';
import { fingerprintsOf } from './fingerprints.ts';
import type { Grade } from './problem.ts';

/** A run on a real cluster. */
const run = readReport(readFileSync(join(import.meta.dirname, '../../../docs/lab-report.json'), 'utf8'));

const gradeOf = (student: string, more: Partial<Grade> = {}): Grade => ({
  file: `${student}.json`,
  student,
  lab: 'round-robin',
  accepted: true,
  sealed: true,
  ended: '',
  outcome: 'reproduced',
  problems: [],
  notes: [],
  ...more,
});

const handedIn = (grade: Grade, report = run) => ({ grade, fingerprints: fingerprintsOf(report) });

interface Change {
  record?(record: RequestRecord, index: number): Partial<RequestRecord>;
  line?(line: AccessLine, index: number): Partial<AccessLine>;
}

const changed = ({ record = () => ({}), line = () => ({}) }: Change): Report => ({
  ...run,
  attempts: run.attempts.map((attempt) => ({
    ...attempt,
    phases: attempt.phases.map((phase) => ({
      ...phase,
      load: { ...phase.load, records: phase.load.records.map((one, at) => ({ ...one, ...record(one, at) })) },
      proxies: phase.proxies.map((proxy) => ({
        ...proxy,
        log: proxy.log.map((one, at) => ({ ...one, ...line(one, at) })),
      })),
    })),
  })),
});

const digits = '1032547698badcfe';
const otherId = ({ requestId }: AccessLine) => ({
  requestId: requestId.replaceAll(/[0-9a-f]/g, (digit) => digits[Number.parseInt(digit, 16)]!),
});
const dayMs = 86_400_000;
const nextDay = ({ time }: AccessLine) => ({ time: new Date(Date.parse(time) + dayMs).toISOString() });

const random = createRandom(5);
const otherLatency = () => ({ latencyMs: 5 * random() });
const otherTime = ({ sentAt }: RequestRecord) => ({ sentAt: sentAt + random() });
const otherLine = (line: AccessLine) => ({ ...otherId(line), durationMs: Math.floor(1000 * random()) });

const both = (change: Change) =>
  withCopiesMarked([handedIn(gradeOf('Ada')), handedIn(gradeOf('Eve'), changed(change))]);

describe('a copied run is found', () => {
  test.each<[string, Change]>([
    ['as it was', {}],
    ['by its ids', { record: (one) => ({ ...otherLatency(), ...otherTime(one) }), line: () => ({ durationMs: 0 }) }],
    ['by its latencies', { record: otherTime, line: otherLine }],
    ['by the pauses between its requests', { record: otherLatency, line: otherLine }],
    ["by its proxies' logs", { record: (one) => ({ ...otherLatency(), ...otherTime(one) }), line: otherId }],
    [
      'with other ids and on another day',
      {
        record: ({ sentAt }) => ({ sentAt: sentAt + dayMs }),
        line: (line) => ({ ...otherId(line), ...nextDay(line) }),
      },
    ],
  ])('%s', (_, change) => {
    const grades = both(change);
    expect(grades.map(({ accepted }) => accepted)).toEqual([false, false]);
    expect(grades[0]!.problems[0]!.says).toContain('the same requests as Eve.json');
  });

  test('not when all of that is another', () => {
    const change = { record: (one: RequestRecord) => ({ ...otherLatency(), ...otherTime(one) }), line: otherLine };
    expect(both(change)).toEqual([gradeOf('Ada'), gradeOf('Eve')]);
  });

  test('also where two of the three copies are of one student', () => {
    const files = ['Ada', 'Ada', 'Eve', 'Eve'].map((student, index) => gradeOf(student, { file: `${index}.json` }));
    expect(withCopiesMarked(files.map((grade) => handedIn(grade))).filter(({ accepted }) => accepted)).toEqual([]);
  });
});

const drawn = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)]!;
const steps = (times: readonly number[]) => times.slice(1).map((time, at) => time - times[at]!);

test('of thirty runs with the latencies, pauses and lines of one, each in an order of its own, none is a copy', () => {
  const { load, proxies } = run.attempts[0]!.phases.find(({ name }) => name === 'direct')!;
  const pauses = steps(load.records.map(({ sentAt }) => sentAt));
  const { log } = proxies.find(({ side }) => side === 'client')!;
  const gaps = steps(log.map(({ time }) => Date.parse(time)));
  const another = (student: number) => {
    let [sentAt, logged] = [0, 0];
    return changed({
      record: () => ({ latencyMs: drawn(load.records).latencyMs, sentAt: (sentAt += drawn(pauses)) }),
      line: (_, index) => {
        const place = Math.floor(random() * gaps.length);
        const time = new Date((logged += gaps[place]!)).toISOString();
        return { time, durationMs: log[place + 1]!.durationMs, requestId: `${student} ${index}` };
      },
    });
  };
  const files = Array.from({ length: 30 }, (_, student) => handedIn(gradeOf(`${student}`), another(student)));
  expect(Math.min(...files.map(({ fingerprints }) => fingerprints.size))).toBeGreaterThan(400);
  expect(withCopiesMarked(files).filter(({ accepted }) => !accepted)).toEqual([]);
});

describe('a file without its seal', () => {
  const [ada, eve] = [handedIn(gradeOf('Ada')), handedIn(gradeOf('Eve', { sealed: false, accepted: false }))];

  test.each([[[ada, eve]], [[eve, ada]]])('takes nothing from one that has it, and its teacher is told', (files) => {
    const grades = withCopiesMarked(files);
    expect(grades.find(({ student }) => student === 'Ada')).toMatchObject({
      accepted: true,
      problems: [],
      notes: [expect.stringContaining('Eve.json shows the same requests under another name')],
    });
    expect(grades.find(({ student }) => student === 'Eve')!.problems[0]!.says).toContain('requests as Ada.json');
  });

  test('is named in one line, whatever it is called', () => {
    const named = handedIn(gradeOf('Eve', { sealed: false, file: 'eve\n✓ accepted  Eve' }));
    const says = withCopiesMarked([ada, named, handedIn(gradeOf('Bob'))]).flatMap(({ problems, notes }) => [
      ...problems.map((problem) => problem.says),
      ...notes,
    ]);
    expect(says.join(' ')).toContain('eve ✓ accepted Eve');
    expect(says.filter((one) => one.includes('\n'))).toEqual([]);
  });

  test('is a copy of another such file', () => {
    const bob = handedIn(gradeOf('Bob', { sealed: false, accepted: false }));
    expect(withCopiesMarked([bob, eve]).map(({ problems }) => problems.length)).toEqual([1, 1]);
  });
});
