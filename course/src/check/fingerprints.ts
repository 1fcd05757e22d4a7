import { createHash } from 'node:crypto';
import type { Phase, Report } from '@weather/labs';

/** Values in the order of a run. Where `different` of `length` in a row are not, as of a clock that stands, they say nothing. */
interface Sequence {
  kind: string;
  values: readonly (string | number)[];
  length: number;
  different: number;
}

/**
 * What no two runs share, and what stays when all ids are made others and all times are moved: the ids of its requests; in a
 * row, how long eight of them took and how long after each other they were sent, to the microsecond; and of sixteen lines of
 * a proxy's log the milliseconds between them and how long each took.
 *
 * False alarms: in runs of one lab on a real cluster, two latencies or pauses were the same by 0.0014 at most, so that eight
 * in a row are by 10⁻²² or so, and somewhere among 3000 requests of each two of a class of thirty by 10⁻¹². Lines of logs
 * are rounded, up to 0.4 of them the same: of sixteen, eight have to be different from each other. Among 175 pairs of such
 * runs none had a row in common, nor any half as long of the first two or of twelve lines.
 */
export function fingerprintsOf({ attempts }: Report): Set<string> {
  const phases = attempts.flatMap((attempt) => attempt.phases);
  return new Set([...phases.flatMap(requestIds), ...phases.flatMap(sequencesOf).flatMap(rowsOf)]);
}

const firstProxies = ({ proxies }: Phase) => proxies.filter(({ side }) => side !== 'server');

const requestIds = (phase: Phase): string[] =>
  firstProxies(phase).flatMap(({ log }) => log.flatMap(({ requestId }) => (requestId === '' ? [] : `id ${requestId}`)));

function sequencesOf(phase: Phase): Sequence[] {
  const loads = [phase.load, ...(phase.further ?? []).map(({ load }) => load)];
  return [
    ...loads.flatMap(({ records }): Sequence[] => [
      { kind: 'latency', length: 8, different: 8, values: records.map(({ latencyMs }) => microseconds(latencyMs)) },
      {
        kind: 'pause',
        length: 8,
        different: 8,
        values: stepsIn(records.map(({ sentAt }) => sentAt)).map(microseconds),
      },
    ]),
    ...firstProxies(phase).map(({ log }): Sequence => {
      const steps = stepsIn(log.map(({ time }) => Date.parse(time)));
      const values = steps.map((step, index) => `${step} ${log[index + 1]!.durationMs}`);
      return { kind: 'line', length: 16, different: 8, values };
    }),
  ];
}

const microseconds = (ms: number) => Math.round(ms * 1000);

const stepsIn = (times: readonly number[]) => times.slice(1).map((time, index) => time - times[index]!);

/** Each row of neighbours as a short text. One of four is kept, and which depends on itself: both of two copies have it. */
const rowsOf = ({ kind, values, length, different }: Sequence): string[] =>
  values.flatMap((_, start) => {
    const row = values.slice(start, start + length);
    if (row.length < length || new Set(row).size < different) return [];
    const digest = createHash('sha256').update(row.join(' ')).digest('hex').slice(0, 16);
    return /^[0-3]/.test(digest) ? [`${kind} ${digest}`] : [];
  });
