import { cpus, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { type ComparisonResult, runComparison } from './block-run.ts';
import { comparisons } from './comparisons.ts';
import { fsyncMilliseconds } from './fsync-probe.ts';

const usage = `usage: pnpm bench [--json] [--blocks N]

Measures message-queue against yardsticks that run on the same machine in the same minutes, and prints ratios.

  --json      one JSON document in place of the table
  --blocks N  blocks of A B B A per comparison (4)
`;

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    blocks: { type: 'string', default: '4' },
    help: { type: 'boolean', default: false },
  },
});

const rate = (value: number) => Math.round(value).toLocaleString('en');

function row({ name, aim, ratio, a, b }: ComparisonResult): string {
  const cpu = a.cpuMicrosecondsPerEvent === undefined ? '' : `${a.cpuMicrosecondsPerEvent.toFixed(0)}`;
  const spread = `${ratio.mean.toFixed(2)} (${ratio.lower.toFixed(2)} to ${ratio.upper.toFixed(2)})`;
  return `| ${name} | ${spread} | ${aim} | ${rate(a.eventsPerSecond)} / ${rate(b.eventsPerSecond)} | ${cpu} |`;
}

async function run(blocks: number) {
  const machine = {
    date: new Date().toISOString().slice(0, 10),
    node: process.version,
    processors: `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}`,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    fsyncMilliseconds: await fsyncMilliseconds(),
  };
  const results: ComparisonResult[] = [];
  for (const comparison of comparisons) {
    if (!values.json) process.stderr.write(`measuring ${comparison.name} ...\n`);
    results.push(await runComparison(comparison, blocks));
  }
  if (values.json) return console.log(JSON.stringify({ machine, results }, undefined, 2));
  console.log(
    `\n${machine.date}, ${machine.processors}, ${machine.memoryGiB} GiB, Node ${machine.node}, ` +
      `fsync ${machine.fsyncMilliseconds.toFixed(2)} ms\n`,
  );
  console.log('| a / b | ratio (95 % interval) | aim | events per second, a / b | CPU µs per event, a |');
  console.log('| --- | --- | --- | --- | --- |');
  for (const result of results) console.log(row(result));
  for (const { extra } of results)
    if (extra) console.log(`\n${extra.name}: ${extra.value.toFixed(1)} (aim ${extra.aim})`);
}

const blocks = Number(values.blocks);
if (values.help) console.log(usage);
else if (Number.isInteger(blocks) && blocks >= 1 && blocks <= 100) await run(blocks);
else {
  console.error(`--blocks must be a whole number from 1 to 100, not ${values.blocks}\n\n${usage}`);
  process.exitCode = 2;
}
