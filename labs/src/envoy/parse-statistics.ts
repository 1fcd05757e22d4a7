import { z } from 'zod';
import { OddAnswerError, readJson } from './odd-answer.ts';

/** Counters and gauges by name. */
export type Statistics = Record<string, number>;

// Texts are values, too, and histograms come as one entry without a name: neither is counted here.
const answerSchema = z.object({ stats: z.array(z.unknown()) });
const numberSchema = z.object({ name: z.string(), value: z.number() });

/** Reads the admin interface's answer to `stats`, as text or, with `format=json`, as JSON. */
export function parseStatistics(answer: string): Statistics {
  return answer.trimStart().startsWith('{') ? fromJson(answer) : fromText(answer);
}

function fromJson(answer: string): Statistics {
  const { stats } = readJson(answerSchema, answer, 'the answer to stats?format=json');
  const numbers = stats.map((item) => numberSchema.safeParse(item)).filter(({ success }) => success);
  return Object.fromEntries(numbers.map(({ data }) => [data!.name, data!.value]));
}

/** A line is `name: 12`, `name: "a text"` or, of a histogram, `name: P0(nan,1) ...`. */
function fromText(answer: string): Statistics {
  const lines = answer.split('\n').filter((line) => line.trim() !== '');
  const odd = lines.find((line) => !line.includes(': '));
  if (odd !== undefined)
    throw new OddAnswerError(`the answer to stats has a line without a value: ${odd.slice(0, 80)}`);
  const numbers = lines.flatMap((line) => {
    const [, name, value] = /^(.+): (\d+)$/.exec(line) ?? [];
    return name === undefined ? [] : [[name, Number(value)] as const];
  });
  return Object.fromEntries(numbers);
}

/**
 * By how much each counter grew between two looks; those that did not are left out. Envoy makes many counters at
 * their first event, so one that was not there before was 0.
 */
export function growthOf(before: Statistics, after: Statistics): Statistics {
  const growths = Object.entries(after).map(([name, value]) => [name, value - (before[name] ?? 0)] as const);
  return Object.fromEntries(growths.filter(([, growth]) => growth > 0));
}

/** How many worker threads the proxy has: each balances, pools and breaks by itself. */
export function numberOfWorkers(statistics: Statistics): number {
  const workers = statistics['server.concurrency'];
  if (workers === undefined || workers < 1)
    throw new OddAnswerError('the proxy does not tell server.concurrency, from which its number of workers is known');
  return workers;
}
