import type { SimulationAccount } from '@weather/contracts';
import { clockStarts, type Pace } from './pace.ts';
import { askUntil } from './patience.ts';
import type { World } from './ports.ts';
import type { Series } from './reading.ts';
import { runSender, type Lane, type Run } from './sender.ts';
import { createTally } from './tally.ts';

/** What to simulate; times in milliseconds. */
export interface SimulationPlan extends Pick<SimulationAccount, 'seed' | 'source' | 'type'> {
  series: readonly Series[];
  threads: number;
  pace: Pace;
  duration: number;
  /** What is unanswered when the duration ends is waited for this long. */
  grace: number;
  resume: boolean;
}

/**
 * Runs a simulation for its duration and gives the account. A fired `stop` ends it early, with the grace; a fired
 * `abandon` ends it at once.
 */
export async function simulate(
  plan: SimulationPlan,
  world: World,
  stop: AbortSignal,
  abandon: AbortSignal,
): Promise<SimulationAccount> {
  const startedAt = world.clock.now();
  const ending = new AbortController();
  const cutoff = new AbortController();
  const running = world.clock.sleep(plan.duration, AbortSignal.any([stop, abandon])).then(async () => {
    ending.abort();
    await world.clock.sleep(abandon.aborted ? 0 : plan.grace, AbortSignal.any([abandon, cutoff.signal]));
    cutoff.abort();
  });

  const tally = createTally(world.onCount);
  const begins = await beginnings(plan, world, ending.signal);
  // The pace counts from here, so that neither a slow look-up nor the cost of first readings changes how many are sent.
  const pacedFrom = world.clock.now();
  const lanes = await openLanes(plan.series, begins, world, ending.signal);
  const run: Run = {
    world,
    tally,
    pace: plan.pace,
    places: lanes.length,
    startedAt: pacedFrom,
    ending: ending.signal,
    cutoff: cutoff.signal,
  };
  await Promise.all(deal(lanes, plan.threads).map((hand) => runSender(hand, run)));
  await ended(ending.signal);
  cutoff.abort();
  await running;
  return {
    seed: plan.seed,
    source: plan.source,
    type: plan.type,
    stations: plan.series.map(({ station }) => station.id),
    durationMs: world.clock.now() - startedAt,
    ...tally.counts,
  };
}

/** Per station the sequence to begin with; undefined if it could not be learnt in time. */
function beginnings(plan: SimulationPlan, world: World, ending: AbortSignal): Promise<(number | undefined)[]> {
  return Promise.all(
    plan.series.map(async ({ station }) => {
      if (!plan.resume) return 1;
      const answer = await askUntil(ending, world, () => world.log.lastSequence(station.id, ending));
      return answer.kind === 'given' ? answer.value + 1 : undefined;
    }),
  );
}

/** The stations' readings from where each begins. A station without a beginning stays silent. */
async function openLanes(
  all: readonly Series[],
  begins: readonly (number | undefined)[],
  world: World,
  ending: AbortSignal,
): Promise<Lane[]> {
  const opened: Pick<Lane, 'series' | 'readings' | 'next'>[] = [];
  for (const [at, series] of all.entries()) {
    const begin = begins[at];
    if (begin === undefined) continue;
    const readings = series.from(begin);
    opened.push({ series, readings, next: readings.next().value });
    // The first reading costs a run-up: other simulations get their turn between two of them.
    await world.clock.sleep(0, ending);
  }
  const starts = clockStarts(opened.map((lane) => lane.next.time));
  return opened.map((lane, place) => ({ ...lane, place, turns: 0, clockStart: starts[place]! }));
}

/** Deals the lanes out like cards; a station stays with its sender, so its observations keep their order. */
function deal(lanes: readonly Lane[], threads: number): Lane[][] {
  return Array.from({ length: threads }, (_, sender) => lanes.filter((_lane, at) => at % threads === sender));
}

function ended(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
