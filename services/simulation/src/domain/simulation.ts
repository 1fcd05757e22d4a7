import type { SimulationAccount } from '@weather/contracts';
import { clockStarts, type Pace } from './pace.ts';
import { askUntil } from './patience.ts';
import type { Clock, World } from './ports.ts';
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
  const { clock } = world;
  const startedAt = clock.now();
  const early = AbortSignal.any([stop, abandon]);
  const begins = await beginnings(plan, world, early);
  const left = plan.resume ? plan.duration - (clock.now() - startedAt) : plan.duration;
  const lanes = await openLanes(plan.series, begins, world, early);

  // Only now does time count: working out the first readings must not cost a short simulation its observations.
  const pacedFrom = clock.now();
  const ending = timeLimit(clock, left, early);
  const cutoff = new AbortController();
  const graceOver = ending.over.then(async () => {
    await clock.sleep(plan.grace, AbortSignal.any([abandon, cutoff.signal]));
    cutoff.abort();
  });
  const tally = createTally(world.onCount);
  const shared = { world, tally, pace: plan.pace, places: lanes.length, startedAt: pacedFrom };
  // What is due at the start leaves even if asking for the last sequences took all the time.
  const length = Math.max(left, 1);
  const run: Run = { ...shared, length, ending: ending.signal, cutoff: cutoff.signal };
  await Promise.all(deal(lanes, plan.threads).map((hand) => runSender(hand, run)));
  await ending.over;
  cutoff.abort();
  await graceOver;
  return {
    seed: plan.seed,
    source: plan.source,
    type: plan.type,
    stations: plan.series.map(({ station }) => station.id),
    durationMs: clock.now() - startedAt,
    ...tally.counts,
  };
}

interface TimeLimit {
  /** Fires when the time is over. */
  signal: AbortSignal;
  over: Promise<void>;
  /** Makes it over now. */
  end(): void;
}

function timeLimit(clock: Clock, milliseconds: number, early: AbortSignal): TimeLimit {
  const controller = new AbortController();
  const over = clock.sleep(milliseconds, AbortSignal.any([early, controller.signal])).then(() => controller.abort());
  return { signal: controller.signal, over, end: () => controller.abort() };
}

/** Per station the sequence to begin with; undefined if it could not be learnt within the simulation's duration. */
async function beginnings(plan: SimulationPlan, world: World, early: AbortSignal): Promise<(number | undefined)[]> {
  if (!plan.resume) return plan.series.map(() => 1);
  const limit = timeLimit(world.clock, plan.duration, early);
  const begins = await Promise.all(
    plan.series.map(async ({ station }) => {
      const answer = await askUntil(limit.signal, world, () => world.log.lastSequence(station.id, limit.signal));
      return answer.kind === 'given' ? answer.value + 1 : undefined;
    }),
  );
  limit.end();
  await limit.over;
  return begins;
}

/** The stations' readings from where each begins. A station without a beginning stays silent. */
async function openLanes(
  all: readonly Series[],
  begins: readonly (number | undefined)[],
  world: World,
  early: AbortSignal,
): Promise<Lane[]> {
  const opened: Pick<Lane, 'series' | 'readings' | 'next'>[] = [];
  for (const [at, series] of all.entries()) {
    const begin = begins[at];
    if (begin === undefined) continue;
    const readings = series.from(begin);
    opened.push({ series, readings, next: readings.next().value });
    // The first reading costs a run-up: other simulations get their turn between two of them.
    await world.clock.sleep(0, early);
  }
  const starts = clockStarts(opened.map((lane) => lane.next.time));
  return opened.map((lane, place) => ({ ...lane, place, turns: 0, clockStart: starts[place]! }));
}

/** Deals the lanes out like cards; a station stays with its sender, so its observations keep their order. */
function deal(lanes: readonly Lane[], threads: number): Lane[][] {
  return Array.from({ length: threads }, (_, sender) => lanes.filter((_lane, at) => at % threads === sender));
}
