import type { Phase } from '@weather/labs';

/** `lab/<run>/<phase>`: each attempt has eight hexadecimal digits of its own. */
const runId = /^lab\/([0-9a-f]{8})\//;

/** The run that a plan or a user agent tells of; undefined where it is none of the runner's. */
export const runIn = (id: string): string | undefined => runId.exec(id)?.[1];

/** The run that an attempt's phases are of, by their plans or, where the lab only looked on, by the requests in their logs. */
export function runOf(phases: readonly Phase[]): string | undefined {
  const planned = phases.flatMap(({ load: { plan } }) => (plan === undefined ? [] : [plan.id]));
  const logged = phases.flatMap(({ proxies }) => proxies.flatMap(({ log }) => log.map(({ userAgent }) => userAgent)));
  return [...planned, ...logged].map(runIn).find((run) => run !== undefined);
}
