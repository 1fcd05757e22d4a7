// What k6 runs. Its only input is the environment (lib/config.ts); `pnpm load` sets it.
import exec from 'k6/execution';
import type { Run } from './lib/run.ts';
import { type Answer, get, patiently, publish } from './lib/client.ts';
import { readConfig, summaryMark } from './lib/config.ts';
import { countStored } from './lib/ledger.ts';
import { optionsOf } from './lib/options.ts';
import { type SummaryData, formatSummary, summarise } from './lib/summary.ts';
import { queriedObservations } from './scenarios/query.ts';

export { dayInTheLife as day_in_the_life } from './scenarios/day-in-the-life.ts';
export { forecast } from './scenarios/forecast.ts';
export { ingestBatch as ingest_batch, ingestSingle as ingest_single } from './scenarios/ingest.ts';
export { query } from './scenarios/query.ts';

const config = readConfig(__ENV);

export const options = optionsOf(config);

/** Ends the run when what is to be loaded is not there. */
export function setup(): Run {
  const { simulationUrl, guiUrl, messageQueueUrl = '' } = config;
  const run = config.run ?? Date.now().toString(36);
  if (config.stories.includes('day')) assertThere(`${guiUrl}/`);
  const position = messageQueueUrl === '' ? 0 : prepareLog(messageQueueUrl, run);
  return { run, simulationUrl, guiUrl, messageQueueUrl, position };
}

/** Puts in what `query` reads. @returns the log's last position before that. */
function prepareLog(messageQueueUrl: string, run: string): number {
  const stats = assertThere(`${messageQueueUrl}/api/v1/stats`).json() as { lastPosition: number };
  if (config.stories.includes('query')) patiently(() => publish(messageQueueUrl, queriedObservations(run)));
  return stats.lastPosition;
}

function assertThere(url: string): Answer {
  let reason = '';
  const there = patiently(() => {
    const answer = get(url, 'GET (is it there?)');
    reason = answer.status === 0 ? answer.error : String(answer.status);
    return answer.status === 200 ? answer : undefined;
  });
  if (there === undefined) exec.test.abort(`${url} does not answer as it should: ${reason}`);
  return there!;
}

export function teardown(run: Run): void {
  if (run.messageQueueUrl !== '') countStored(run);
}

export function handleSummary(data: SummaryData): Record<string, string> {
  const summary = summarise(data, config);
  return {
    stdout: config.summary === 'json' ? `\n${summaryMark}${JSON.stringify(summary)}\n` : formatSummary(summary),
  };
}
