import { linesAt, type Phase } from '../bench/evidence.ts';
import type { AccessLine } from '../envoy/access-line.ts';
import type { RequestRecord } from '../load/plan.ts';

/** One request, as its client and the client's proxy tell of it. */
export interface Joined {
  record: RequestRecord;
  /** Which of the plan's variants it was; 0 where all requests are alike. */
  variant: number;
  /** Undefined: the proxy's log does not have it. */
  line: AccessLine | undefined;
}

/** Every request of a phase with the line of the client's proxy about it; both have its number. */
export function joined(phase: Phase): Joined[] {
  const { load } = phase;
  const lines = new Map(linesAt(phase, 'client').map((line) => [indexOf(line), line]));
  const variants = (load.plan?.tool === 'k6' ? load.plan.variants?.length : undefined) ?? 1;
  return load.records.map((record) => ({
    record,
    variant: record.index % variants,
    line: lines.get(record.index),
  }));
}

/** User agents of requests end in it: `lab/<run>/<phase>/<index>`. */
const indexOf = ({ userAgent }: AccessLine) => Number(userAgent.slice(userAgent.lastIndexOf('/') + 1));

/** Whether the log gives one of Envoy's response flags, such as `DI`, as what happened to a request. */
export const isFlagged = ({ line }: Pick<Joined, 'line'>, flag: string) =>
  line?.flags.split(',').includes(flag) === true;

/** By how much counters of the client's proxy grew whose names end like this. */
export const growthOf = ({ proxies }: Phase, ending: string): number =>
  proxies
    .filter(({ side }) => side === 'client')
    .flatMap(({ growth }) => Object.entries(growth))
    .filter(([name]) => name.endsWith(ending))
    .reduce((sum, [, count]) => sum + count, 0);
