import type { Report } from '@weather/labs';
import type { Problem } from '../check/problem.ts';
import { contradictionsInClient } from './client-records.ts';
import { contradictionsInCounters } from './counters.ts';
import { contradictionsInLogs } from './logs.ts';
import { contradictionsInRuns } from './runs.ts';
import { contradictionsInTimes } from './times.ts';
import type { Contradiction } from './contradiction.ts';

const mostSaid = 8;

/**
 * What in the raw records no run gives. A seal does not keep out a student who seals again what he has changed; but a
 * request is told of by a client, two proxies and a service, and whoever invents numbers has to invent all of it alike.
 */
export function recordProblems(report: Report): Problem[] {
  const phases = report.attempts.flatMap((attempt) => attempt.phases);
  const found: Contradiction[] = [
    ...contradictionsInTimes(report),
    ...contradictionsInRuns(report),
    ...phases.flatMap((phase) =>
      [contradictionsInClient, contradictionsInLogs, contradictionsInCounters].flatMap((look) =>
        look(phase).map((says) => `Phase ${phase.name}: ${says}`),
      ),
    ),
  ];
  return found.slice(0, mostSaid).map((says) => ({ kind: 'records', says }));
}
