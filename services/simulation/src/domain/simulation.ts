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
  const lanes = await openLanes(plan, world, ending.signal);
  const run: Run = {
    world, tally, pace: plan.pace, places: lanes.length, startedAt: world.clock.now(), ending: ending.signal, cutoff: cutoff.signal,
  }; // prettier-ignore
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

/** The stations' readings from where each is to begin. A station whose place cannot be learnt in time stays silent. */
async function openLanes(plan: SimulationPlan, world: World, ending: AbortSignal): Promise<Lane[]> {
  const begins = await Promise.all(
    plan.series.map((series) => (plan.resume ? sequenceAfterLast(series, world, ending) : 1)),
  );
  const opened: Pick<Lane, 'series' | 'readings' | 'next'>[] = [];
  for (const [at, series] of plan.series.entries()) {
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

async function sequenceAfterLast(series: Series, world: World, ending: AbortSignal): Promise<number | undefined> {
  const answer = await askUntil(ending, world, () => world.log.lastSequence(series.station.id, ending));
  return answer.kind === 'given' ? answer.value + 1 : undefined;
}

/** Deals the lanes out like cards; a station stays with its sender, so its observations keep their order. */
function deal(lanes: readonly Lane[], threads: number): Lane[][] {
  return Array.from({ length: threads }, (_, sender) => lanes.filter((_lane, at) => at % threads === sender));
}

function ended(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
