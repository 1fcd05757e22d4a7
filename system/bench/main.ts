import { fdatasyncSync, mkdirSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { measure, prepareIngest, type IngestLegs, type Measured } from './ingest.ts';
import { readOptions } from './options.ts';
import { stopAll } from './processes.ts';
import { measurePush, measureRawPush, preparePush } from './push.ts';
import { mean, median, summarize, type Ratio } from './statistics.ts';

type Row = { what: string; goal: number; ratio: Ratio };
type LegName = keyof IngestLegs;

const { blocks, seconds, json } = readOptions();
const number = (value: number) => value.toFixed(value < 10 ? 2 : 1);
const say = (text: string) => process.stderr.write(`${text}\n`);

/** Milliseconds of one fdatasync of 4 KiB in the folder, as a median of 200. */
function probeDisk(folder: string): number {
  const file = openSync(join(folder, 'probe'), 'w');
  const times = Array.from({ length: 200 }, (_, index) => {
    writeSync(file, Buffer.alloc(4096, index), 0, 4096, index * 4096);
    const started = performance.now();
    fdatasyncSync(file);
    return performance.now() - started;
  });
  return median(times);
}

/** Every block runs all legs forwards and then backwards, so that drift of the machine falls on all alike. */
async function ingest(folder: string): Promise<Record<LegName, Measured[]>> {
  const { legs, generator } = await prepareIngest(folder);
  const order: LegName[] = ['echo', 'durable', 'unsynced', 'single', 'batched'];
  const results: Record<LegName, Measured[]> = { echo: [], durable: [], unsynced: [], single: [], batched: [] };
  for (const leg of order) await measure(generator, legs[leg], seconds);
  for (let block = 1; block <= blocks; block++) {
    const pairs: Partial<Record<LegName, Measured>> = {};
    for (const name of [...order, ...order.toReversed()]) {
      const now = await measure(generator, legs[name], seconds);
      const first = pairs[name];
      if (first)
        results[name].push({
          ...now,
          requests: Math.sqrt(first.requests * now.requests),
          events: Math.sqrt(first.events * now.events),
        });
      else pairs[name] = now;
    }
    say(
      `block ${block} of ${blocks}: ${order.map((name) => `${name} ${Math.round(results[name].at(-1)!.requests)}/s`).join(', ')}`,
    );
  }
  await stopAll();
  return results;
}

async function push(folder: string): Promise<{ pushed: number[]; raw: number[] }> {
  const bench = await preparePush(folder, 10_000);
  const [pushed, raw]: [number[], number[]] = [[], []];
  await measurePush(bench);
  await measureRawPush(bench);
  for (let block = 1; block <= blocks; block++) {
    const [a, b, c, d] = [
      await measurePush(bench),
      await measureRawPush(bench),
      await measureRawPush(bench),
      await measurePush(bench),
    ];
    pushed.push(Math.sqrt(a * d));
    raw.push(Math.sqrt(b * c));
    say(`push block ${block} of ${blocks}: ${Math.round(pushed.at(-1)!)}/s, bare loop ${Math.round(raw.at(-1)!)}/s`);
  }
  await stopAll();
  return { pushed, raw };
}

function rowsOf(legs: Record<LegName, Measured[]>, { pushed, raw }: { pushed: number[]; raw: number[] }): Row[] {
  const ratio = (a: LegName, b: LegName, unit: 'requests' | 'events') =>
    summarize(legs[a].map((leg, block) => leg[unit] / legs[b][block]![unit]));
  return [
    {
      what: 'durable ingest, 64 connections ÷ bare fastify echo (requests/s)',
      goal: 0.9,
      ratio: ratio('durable', 'echo', 'requests'),
    },
    {
      what: 'durable ingest ÷ the same with fsync off (requests/s)',
      goal: 0.8,
      ratio: ratio('durable', 'unsynced', 'requests'),
    },
    {
      what: 'durable ingest, 64 connections ÷ 1 connection (requests/s)',
      goal: 8,
      ratio: ratio('durable', 'single', 'requests'),
    },
    {
      what: 'events per fsync at 64 connections',
      goal: 20,
      ratio: summarize(legs.durable.map((leg) => leg.eventsPerCommit!)),
    },
    { what: 'batches of 100 ÷ single posts (events/s)', goal: 8, ratio: ratio('batched', 'durable', 'events') },
    {
      what: 'push delivery ÷ bare undici loop (pushes/s)',
      goal: 0.6,
      ratio: summarize(pushed.map((rate, block) => rate / raw[block]!)),
    },
  ];
}

const data = join(import.meta.dirname, '../../data');
mkdirSync(data, { recursive: true });
const folder = mkdtempSync(join(data, 'bench-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
const machine = {
  date: new Date().toISOString().slice(0, 10),
  cores: cpus().length,
  memoryGiB: Math.round(totalmem() / 2 ** 30),
  node: process.version,
  fsyncMs: probeDisk(folder),
};
const legs = await ingest(folder);
const rows = rowsOf(legs, await push(folder));
const cpu = (name: LegName) => mean(legs[name].map((leg) => leg.cpuMicroseconds!));
const rates = Object.fromEntries(
  Object.entries(legs).map(([name, results]) => [name, mean(results.map(({ events }) => events))]),
);
const cpuMicrosecondsPerEvent = { single: cpu('durable'), batched: cpu('batched') };

if (json)
  process.stdout.write(`${JSON.stringify({ machine, rows, eventsPerSecond: rates, cpuMicrosecondsPerEvent })}\n`);
else {
  const table = rows.map(({ what, goal, ratio: { mean: average, lower, upper } }) => {
    const verdict = lower >= goal ? 'met' : average >= goal ? 'met on average' : 'missed';
    return `| ${what} | ${number(average)} | ${number(lower)} – ${number(upper)} | ≥ ${goal} | ${verdict} |`;
  });
  process.stdout.write(
    `| Ratio | Mean | 95 % interval | Goal | |\n| --- | --- | --- | --- | --- |\n${table.join('\n')}\n\n`,
  );
  const { date, cores, memoryGiB, node, fsyncMs } = machine;
  process.stdout.write(
    `${date}, ${cores} cores, ${memoryGiB} GiB, Node ${node}; one fsync takes ${fsyncMs.toFixed(2)} ms here.\n`,
  );
  const { single, batched } = cpuMicrosecondsPerEvent;
  process.stdout.write(
    `CPU per event of message-queue: ${single.toFixed(0)} µs posted singly, ${batched.toFixed(0)} µs in batches of 100.\n`,
  );
}
