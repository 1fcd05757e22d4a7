import { setTimeout as delay } from 'node:timers/promises';
import { performSimulationPath, statsPath, statsSchema } from '@weather/contracts';
import { Agent, request } from 'undici';

/** The observations that show the system at work: real ones of 2013, beside made-up ones with planted faults. */
const parts = {
  replay: { source: 'replay', type: 'weather', threads: 3 },
  synthetic: { source: 'synthetic', type: 'weather', threads: 4, stations: 4, seed: 2013, faults: 0.02 },
} as const;

/** One simulated hour a second: a day passes in 24 s. */
const speed = 3600;

/** A past of about two weeks for each station, so that charts and models do not start empty. */
const past = { duration: 3000, rate: 400 };

const callDurationMs = 3_600_000;

interface Demonstration {
  simulationUrl: string;
  messageQueueUrl: string;
  signal: AbortSignal;
  /** Called when a call fails; the demonstration goes on by itself. */
  onProblem: (problem: string) => void;
}

/** Plays observations until the signal is aborted. Each station goes on after what the log holds of it. */
export async function demonstrate(demonstration: Demonstration): Promise<void> {
  const agent = new Agent({ headersTimeout: 0, bodyTimeout: 0 });
  const play = (part: keyof typeof parts, pace: Record<string, number>) =>
    perform(demonstration, agent, { ...parts[part], ...pace, resume: true });
  const empty = await logIsEmpty(demonstration);
  await Promise.all(
    (Object.keys(parts) as (keyof typeof parts)[]).map(async (part) => {
      if (empty) await play(part, past);
      while (!demonstration.signal.aborted) await play(part, { duration: callDurationMs, speed });
    }),
  );
  await agent.destroy();
}

async function logIsEmpty({ messageQueueUrl }: Demonstration): Promise<boolean> {
  const { body } = await request(messageQueueUrl + statsPath);
  return statsSchema.parse(await body.json()).lastPosition === 0;
}

async function perform(
  { simulationUrl, signal, onProblem }: Demonstration,
  dispatcher: Agent,
  parameters: Record<string, string | number | boolean>,
) {
  const query = Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, String(value)]));
  try {
    const url = simulationUrl + performSimulationPath;
    const { statusCode, body } = await request(url, { method: 'POST', query, dispatcher, signal });
    const answer = await body.text();
    if (statusCode === 200) return;
    onProblem(`simulation answered ${statusCode}: ${answer}`);
  } catch (error) {
    if (signal.aborted) return;
    onProblem(`simulation cannot be reached: ${(error as Error).message}`);
  }
  await delay(1000, undefined, { signal }).catch(() => undefined);
}
