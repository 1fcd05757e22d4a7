import fc from 'fast-check';
import { describe, expect, expectTypeOf, test } from 'vitest';
import { z } from 'zod';
import type { Phase, Propagation } from '../src/bench/evidence.ts';
import type { Check } from '../src/judgement/check.ts';
import type { Verdict } from '../src/judgement/verdict.ts';
import type { MeshFacts } from '../src/mesh/mesh.ts';
import { tableOf } from '../src/report/columns.ts';
import type { meshFactsSchema, phaseSchema, propagationSchema } from '../src/report/evidence-schema.ts';
import type { figureSchema } from '../src/report/figure-schema.ts';
import type { Figure } from '../src/report/figure.ts';
import type { checkSchema, verdictSchema } from '../src/report/judgement-schema.ts';
import { publishedSchema } from '../src/report/published-schema.ts';
import { readReport, writeReport } from '../src/report/report-file.ts';
import { control, inconclusive, notReproduced, reproduced } from './report-samples.ts';
import { noResults, withReports } from '../src/report/results.ts';
import { resultsSchema } from '../src/report/results-schema.ts';

const samples = [reproduced(), notReproduced(), inconclusive(), control()];

test('what the file says and what the labs work with are of the same types', () => {
  expectTypeOf<z.output<typeof phaseSchema>>().toExtend<Phase>();
  expectTypeOf<Phase>().toExtend<z.output<typeof phaseSchema>>();
  expectTypeOf<z.output<typeof checkSchema>>().toEqualTypeOf<Check>();
  expectTypeOf<z.output<typeof verdictSchema>>().toEqualTypeOf<Verdict>();
  expectTypeOf<z.output<typeof propagationSchema>>().toEqualTypeOf<Propagation>();
  expectTypeOf<z.output<typeof meshFactsSchema>>().toEqualTypeOf<MeshFacts>();
  expectTypeOf<z.output<typeof figureSchema>>().toExtend<Figure>();
  expectTypeOf<Figure>().toExtend<z.output<typeof figureSchema>>();
});

test.each(samples)('a report comes back from its file as it was: $lab.name, $verdict.outcome', (report) => {
  expect(readReport(writeReport(report))).toEqual(report);
});

test('a report that is read has every value that may be undefined', () => {
  const [attempt] = readReport(writeReport(reproduced())).attempts;
  expect(Object.keys(attempt!)).toContain('void');
  expect(Object.keys(attempt!.checks[2]!)).toContain('against');
});

test('records take less than a quarter of their length as objects', () => {
  const report = reproduced();
  expect(writeReport(report).length).toBeLessThan(JSON.stringify(report).length / 4);
});

const schema = tableOf(z.object({ a: z.number(), b: z.string(), c: z.unknown().exactOptional() }));
const written = (columns: Record<string, unknown>, rows = 2) => z.safeDecode(schema, { rows, columns } as never);

describe('a table by column', () => {
  const row = fc.record(
    {
      a: fc
        .oneof(fc.integer(), fc.maxSafeInteger(), fc.double({ noNaN: true, noDefaultInfinity: true }))
        .map((n) => n + 0),
      b: fc.oneof(fc.string(), fc.constantFrom('GET', 'POST')),
      c: fc.jsonValue().map((value) => JSON.parse(JSON.stringify(value)) as unknown),
    },
    { requiredKeys: ['a', 'b'] },
  );

  test('keeps every value, through JSON', () => {
    fc.assert(
      fc.property(fc.array(row), (rows) => {
        const plain = JSON.parse(JSON.stringify(rows)) as typeof rows;
        expect(z.decode(schema, JSON.parse(JSON.stringify(z.encode(schema, plain))))).toEqual(plain);
      }),
    );
  });

  test('is refused when a column is too short, too long or names a word that is not there', () => {
    const b = { same: 'x' };
    expect(written({ a: { values: [1, 2] }, b }).data).toEqual([
      { a: 1, b: 'x' },
      { a: 2, b: 'x' },
    ]);
    for (const a of [{ values: [1] }, { first: 1, steps: [1, 1] }, { words: [7], at: [0, 1] }, { words: [7], at: [0] }])
      expect(written({ a, b }).error?.issues).toMatchObject([{ path: ['columns', 'a'] }]);
    expect(written({ a: { values: ['1', 2] }, b }).error?.issues).toMatchObject([{ path: [0, 'a'] }]);
  });

  test('is refused when it has a column that its rows do not have', () => {
    const issues = written({ a: { values: [1, 2] }, b: { same: 'x' }, toString: { same: 'y' } }).error?.issues;
    expect(issues).toMatchObject([{ path: ['columns', 'toString'], message: 'is no column of this table' }]);
  });

  test('says once what is missing or wrong in every row', () => {
    expect(written({}, 1000).error?.issues).toMatchObject([{ path: [0, 'a'] }, { path: [0, 'b'] }]);
    expect(written({ a: { same: 'x' }, b: { same: 'x' } }, 1000).error?.issues).toMatchObject([{ path: [0, 'a'] }]);
  });
});

/** The file of a report, with a fault. */
const changed = (change: (file: { [key: string]: never }) => void) => {
  const file = JSON.parse(writeReport(reproduced()));
  change(file);
  return JSON.stringify(file);
};

describe('a file that is no report is refused with what is wrong and where', () => {
  test.each([
    ['text', () => 'hello', /not JSON/],
    ['another object', () => '{}', /format.*versions/s],
    ['null', () => 'null', /expected object/],
    ['a later format', () => changed((file) => Object.assign(file, { format: 2 })), /format 2.*reads format 1/],
    [
      'a wrong α',
      () => changed((file) => Object.assign(file['attempts']![0]['checks'][1], { alpha: 7 })),
      /attempts\[0\]\.checks\[1\]\.alpha/,
    ],
    ['no void', () => changed((file) => delete file['attempts']![0]['void']), /attempts\[0\]\.void/],
    [
      'a third attempt',
      () => changed((file) => Object.assign(file, { attempts: [0, 0, 0].map(() => file['attempts']![0]) })),
      /attempts/,
    ],
  ])('%s', (_, text, message) => {
    expect(() => readReport(text())).toThrow(message);
  });

  test('a count that no file can hold is said before it is written', () => {
    const report = structuredClone(reproduced());
    report.attempts[0]!.checks[0]!.counts['ratio'] = Number.NaN;
    expect(() => writeReport(report)).toThrow(/attempts\[0\]\.checks\[0\]\.counts\.ratio/);
  });
});

describe('the published schema', () => {
  const published = z.fromJSONSchema(publishedSchema() as Parameters<typeof z.fromJSONSchema>[0]);

  test.each(samples)('admits $lab.name, $verdict.outcome', (report) => {
    expect(published.safeParse(JSON.parse(writeReport(report))).error).toBeUndefined();
  });

  test('admits outcomes, and nothing that lacks a verdict', () => {
    const results = z.encode(resultsSchema, withReports(noResults, samples));
    expect(published.safeParse(results).error).toBeUndefined();
    const { verdict: _, ...rest } = JSON.parse(writeReport(reproduced()));
    expect(published.safeParse(rest).success).toBe(false);
  });

  test('is of the draft that it says', () => {
    expect(publishedSchema()).toMatchObject({ $schema: 'https://json-schema.org/draft/2020-12/schema' });
  });
});
