import type { Report } from '@weather/labs';
import type { Problem } from '../check/problem.ts';
import { contradictionsInAdditions } from './additions.ts';
import { contradictionsInClient } from './client-records.ts';
import { contradictionsInCounters } from './counters.ts';
import { contradictionsInLogs } from './logs.ts';
import { contradictionsInRuns } from './runs.ts';
import { contradictionsInTimes } from './times.ts';
import type { Contradiction } from './contradiction.ts';

const mostSaid = 8;

const sameStory = [contradictionsInLogs, contradictionsInCounters, contradictionsInAdditions];

/**
 * An attempt whose witnesses disagree, say because a log was lost, counts for nothing, and need not tell one story; nor one
 * during which pods came or went, and took along what they had to tell. That it counts for nothing is computed anew where
 * the report is judged, so nobody gains by saying so.
 */
const isCounted = ({ phases, checks }: Report['attempts'][number]) =>
  phases.every(({ changed }) => changed.length === 0) &&
  checks.every(({ role, result }) => role !== 'witness' || result === 'holds');

/**
 * What in the raw records no run gives. A seal does not keep out a student who seals again what he has changed; but a
 * request is told of by a client, two proxies and a service, and whoever invents numbers has to invent all of it alike.
 */
export function recordProblems(report: Report): Problem[] {
  const found: Contradiction[] = [
    ...contradictionsInTimes(report),
    ...contradictionsInRuns(report),
    ...report.attempts.flatMap((attempt) =>
      attempt.phases.flatMap((phase) =>
        [contradictionsInClient, ...(isCounted(attempt) ? sameStory : [])]
          .flatMap((look) => look(phase))
          .map((says) => `Phase ${phase.name}: ${says}`),
      ),
    ),
  ];
  return found.slice(0, mostSaid).map((says) => ({ kind: 'records', says }));
}
