import { randomUUID } from 'node:crypto';
import type { Overview } from '@weather/contracts';
import { PeerError, type ServiceParts, type StartedService, createHttpClient } from '@weather/service-kit';
import { createEventLog } from './adapters/event-log.ts';
import { LiveHub } from './live-hub.ts';
import { createPerformSimulation } from './adapters/simulation.ts';
import { buildApp } from './app.ts';
import type { Config } from './config.ts';
import { Simulations } from './domain/simulations.ts';
import { WeatherState } from './domain/weather-state.ts';
import { LivePublisher } from './live-publisher.ts';
import { LogFollower } from './log-follower.ts';
import { createGuiMetrics } from './metrics.ts';

/** A simulation runs a day at most and then answers. */
const simulationTimeoutMs = 86_400_000 + 60_000;

/** A thousand forecasts in one page of the log. */
const largestPage = 16 * 1024 * 1024;

/** Puts the service together: log → state → open pages. */
export async function startGui(parts: ServiceParts<Config>, pageFolder: string): Promise<StartedService> {
  const { config, logger, metrics } = parts;
  const now = Date.now;
  const hub = new LiveHub({ onCutOff: () => counts.cutOff.inc() });
  const counts = createGuiMetrics(metrics, () => hub.size);
  const freshState = (revision: number) => new WeatherState({ forgetAfter: config.STATION_SILENCE_MS, revision });
  let state = freshState(0);

  const logClient = createHttpClient({ origin: config.MESSAGE_QUEUE_URL, maximumAnswerBytes: largestPage, connections: 4 });
  const simulationClient = createHttpClient({ origin: config.SIMULATION_URL, timeoutMs: simulationTimeoutMs });
  const simulations = new Simulations({
    perform: createPerformSimulation({ client: simulationClient }),
    explain: explainPeer,
    now,
    newId: randomUUID,
  });
  const follower = new LogFollower({
    log: createEventLog({ client: logClient, origin: config.MESSAGE_QUEUE_URL }),
    logger,
    now,
    random: Math.random,
    sink: {
      reset: () => {
        state = freshState(state.revision + 1);
      },
      loaded: () => publisher.announceReset(),
      apply: (event, options) => {
        counts.events.inc({ type: event.type });
        state.apply(event, now(), options);
      },
      malformed: () => counts.malformed.inc(),
    },
  });
  const overview = (): Overview => ({
    serverTime: now(),
    upstream: { ...follower.upstream },
    ...state.figures(now()),
    simulations: simulations.list(),
  });
  const publisher = new LivePublisher({ state: () => state, hub, overview, now });
  const app = await buildApp({ ...parts, state: () => state, hub, publisher, simulations, pageFolder });
  app.addHook('onReady', async () => {
    follower.start();
    publisher.start();
  });
  return {
    app,
    stopIntake: async () => {
      simulations.stopAll();
      publisher.stop();
      await follower.stop();
    },
    close: async () => {
      await Promise.all([logClient.close(), simulationClient.close()]);
    },
  };
}

function explainPeer(error: unknown): string {
  if (!(error instanceof PeerError)) return 'The simulation could not be started.';
  if (error.status === undefined) return 'The simulation service cannot be reached. Is it running?';
  return `The simulation service answered ${error.status}: ${error.detail}`;
}
