import { randomInt, randomUUID } from 'node:crypto';
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
import { LogFollower, type LogSink } from './log-follower.ts';
import { createGuiMetrics } from './metrics.ts';

const now = Date.now;

/** A simulation runs a day at most and then answers. */
const simulationTimeoutMs = 86_400_000 + 60_000;

/** A thousand forecasts in one page of the log. */
const largestPage = 16 * 1024 * 1024;

/** Puts the service together: log → state → open pages. */
export async function startGui(parts: ServiceParts<Config>, pageFolder: string): Promise<StartedService> {
  const { config, logger, metrics } = parts;
  const hub = new LiveHub({ onCutOff: () => counts.cutOff.inc() });
  const counts = createGuiMetrics(metrics, { readers: () => hub.size, scores: () => held.state.figures(now()).scores });
  const peers = connectPeers(config);
  const freshState = (revision: number) => new WeatherState({ forgetAfter: config.STATION_SILENCE_MS, revision });
  const held = { state: freshState(0) };
  const sink: LogSink = {
    reset: () => void (held.state = freshState(held.state.revision + 1)),
    loaded: () => {
      // The snapshot that pages get now holds all of it.
      held.state.takeDelta();
      publisher.announceReset();
    },
    apply: (event, options) => {
      counts.events.inc({ type: event.type });
      held.state.apply(event, now(), options);
    },
    malformed: () => counts.malformed.inc(),
  };
  const follower = new LogFollower({ log: peers.log, sink, logger, now, random: Math.random });
  const simulations = new Simulations({ perform: peers.perform, explain: explainPeer, now, ...drawn });
  const overview = (): Overview => ({
    serverTime: now(),
    upstream: { ...follower.upstream },
    ...held.state.figures(now()),
    simulations: simulations.list(),
  });
  const publisher = new LivePublisher({ state: () => held.state, hub, overview, now });
  const app = await buildApp({ ...parts, state: () => held.state, hub, publisher, simulations, pageFolder });
  app.addHook('onReady', async () => {
    follower.start();
    publisher.start();
  });
  const stopIntake = async () => {
    simulations.stopAll();
    publisher.stop();
    await follower.stop();
  };
  return { app, stopIntake, close: peers.close };
}

const drawn = { newId: randomUUID, newSeed: () => randomInt(2 ** 32) };

function connectPeers({ MESSAGE_QUEUE_URL, SIMULATION_URL }: Config) {
  const logClient = createHttpClient({ origin: MESSAGE_QUEUE_URL, maximumAnswerBytes: largestPage, connections: 4 });
  const simulationClient = createHttpClient({ origin: SIMULATION_URL, timeoutMs: simulationTimeoutMs });
  return {
    log: createEventLog({ client: logClient, origin: MESSAGE_QUEUE_URL }),
    perform: createPerformSimulation({ client: simulationClient }),
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
