import {
  performSimulationPath,
  performSimulationQuerySchema,
  simulationAccountSchema,
  type PerformSimulationQuery,
  type SimulationAccount,
} from '@weather/contracts';
import { Problem, type Server } from '@weather/service-kit';
import { chosenSeries, seedOf, StationsError, type ArchivedStation } from '../domain/chosen-series.ts';
import type { Pace } from '../domain/pace.ts';
import type { World } from '../domain/ports.ts';
import type { Place, RunningSimulations } from '../domain/running-simulations.ts';
import { simulate, type SimulationPlan } from '../domain/simulation.ts';

export interface SimulationDependencies {
  world: World;
  archive: readonly ArchivedStation[];
  running: RunningSimulations;
  drawSeed(): number;
  graceMs: number;
}

/** POST performSimulation: blocks for the duration, then gives the account. Parameters are in the query; there is no body. */
export function performSimulationRoute(app: Server, dependencies: SimulationDependencies): void {
  app.post(
    performSimulationPath,
    {
      schema: {
        summary: 'Simulate stations for a while, then say what was sent, acked, retried and failed',
        querystring: performSimulationQuerySchema,
        response: { 200: simulationAccountSchema },
      },
    },
    async (request, reply) => {
      const plan = planOf(request.query, dependencies);
      const place = enter(dependencies.running, Math.min(plan.threads, plan.series.length));
      const abandon = new AbortController();
      const onClose = () => {
        if (!reply.raw.writableFinished) abandon.abort();
      };
      reply.raw.once('close', onClose);
      // Whoever hung up while a fault switch held the request will not close again.
      if (reply.raw.destroyed) onClose();
      try {
        const account = await simulate(plan, dependencies.world, place.stop, abandon.signal);
        request.log.info(
          { event: 'simulated', abandoned: abandon.signal.aborted, ...countsOf(account) },
          'simulation over',
        );
        return account;
      } finally {
        place.leave();
      }
    },
  );
}

function enter(running: RunningSimulations, senders: number): Place {
  if (running.stopping) throw new Problem(503, 'shutting-down', 'this process is stopping');
  const place = running.enter(senders);
  if (place) return place;
  throw new Problem(429, 'too-many-requests', 'as many simulations run as this process may carry', {
    retryAfterSeconds: 5,
  });
}

function planOf(query: PerformSimulationQuery, { archive, drawSeed, graceMs }: SimulationDependencies): SimulationPlan {
  const seed = seedOf(query) ?? drawSeed();
  const { source, type, threads, duration, resume } = query;
  return {
    seed,
    source,
    type,
    threads,
    duration,
    resume,
    grace: graceMs,
    pace: paceOf(query),
    series: seriesOf(query, seed, archive),
  };
}

function paceOf({ rate, speed }: PerformSimulationQuery): Pace {
  if (rate !== undefined) return { kind: 'rate', perSecond: rate };
  return speed === undefined ? { kind: 'answers' } : { kind: 'speed', factor: speed };
}

function seriesOf(query: PerformSimulationQuery, seed: number, archive: readonly ArchivedStation[]) {
  try {
    return chosenSeries(query, seed, archive);
  } catch (error) {
    if (!(error instanceof StationsError)) throw error;
    throw new Problem(400, 'validation-failed', error.message, {
      errors: [{ pointer: 'query/stations', message: error.message }],
    });
  }
}

/** What of an account goes into the log: all but the lists, which may be long. */
function countsOf(account: SimulationAccount) {
  const { seed, source, type, durationMs, generated, sent, acked, duplicates, retried, failed, late, stations } =
    account;
  return {
    seed,
    source,
    type,
    stations: stations.length,
    durationMs,
    generated,
    sent,
    acked,
    duplicates,
    retried,
    failed,
    late,
  };
}
