import { type Lab, type Phase, type RehearsedPhase, rehearsed, type Report } from '@weather/labs';
import type { Problem } from '../check/problem.ts';
import type { Contradiction } from './contradiction.ts';
import { contradictionsInPlans } from './plans.ts';
import { runOf } from './run-of.ts';
import { contradictionsInWatch } from './watched.ts';

const mostSaid = 8;

/**
 * Where an attempt is not what the lab does: a plan says what each request asked for, which no proxy tells in full, and a
 * witness that would tell otherwise can be left out. So the lab itself is asked once more what it asks, and whom it watches.
 *
 * @param lab as it judges under the student's numbers
 */
export async function rehearsalProblems(lab: Lab, { seed, attempts }: Report): Promise<Problem[]> {
  const found: Contradiction[] = [];
  for (const [index, { phases, void: reason }] of attempts.entries())
    // The second attempt has the next seed.
    found.push(...(await contradictionsInAttempt({ lab, seed: seed + index, phases, isWhole: reason === undefined })));
  return found.slice(0, mostSaid).map((says) => ({ kind: 'records', says }));
}

interface Told {
  lab: Lab;
  seed: number;
  phases: readonly Phase[];
  /** Who was cut short need not have come to the last phase. */
  isWhole: boolean;
}

async function contradictionsInAttempt({ lab, seed, phases, isWhole }: Told): Promise<Contradiction[]> {
  const run = runOf(phases);
  if (run === undefined) return isWhole ? ['An attempt has no request with an id such as the runner gives.'] : [];
  const meant = await rehearsed(lab, { run, seed, phases }).catch((error: Error) => error);
  if (meant instanceof Error) return [`An attempt is not such as this lab makes: ${meant.message.split('\n')[0]}.`];
  if (meant.length > phases.length && isWhole)
    return [`An attempt has no phase ${meant.at(-1)!.name}, and this lab makes one.`];
  // Pods that came or went took along what they had to tell.
  const isSteady = phases.every(({ changed }) => changed.length === 0);
  return phases.flatMap((phase, place) =>
    contradictionsInPhase(phase, meant[place]!, { lab: lab.name, run, isSteady }).map(
      (says) => `Phase ${phase.name}: ${says}`,
    ),
  );
}

function contradictionsInPhase(
  phase: Phase,
  meant: RehearsedPhase,
  { lab, run, isSteady }: { lab: string; run: string; isSteady: boolean },
): Contradiction[] {
  if (phase.name !== meant.name) return [`this lab has ${meant.name} in its place.`];
  return [
    ...contradictionsInPlans(phase, meant, { lab, run }),
    ...(isSteady ? contradictionsInWatch(phase, meant) : []),
  ];
}
