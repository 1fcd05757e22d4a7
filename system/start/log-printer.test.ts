import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { createLogPrinter } from './log-printer.ts';

const ids = {
  service: 'simulation',
  pod: 'simulation',
  request_id: 'd1f7a2',
  trace_id: '4bf92f35',
  span_id: '00f067aa',
};

async function printed(entry: object | string, { json = false } = {}): Promise<string> {
  const output = new PassThrough();
  const input = new PassThrough();
  createLogPrinter(output, { json, colour: false }).follow('simulation', input);
  input.end(`${typeof entry === 'string' ? entry : JSON.stringify(entry)}\n`, () => setImmediate(() => output.end()));
  return text(output);
}

const account = {
  seed: 2013,
  source: 'replay',
  stations: 3,
  generated: 120,
  sent: 120,
  acked: 120,
  retried: 0,
  late: 117,
};
const normal = { level: 'info', time: '2026-01-01T00:00:00.000Z', ...ids, event: 'simulated', ...account, msg: 'over' };

test('a line of normal work is short and without ids', async () => {
  const line = await printed(normal);
  expect(line).toMatch(/^simulation {10}\[[0-9:]+\] INFO: over \(seed 2013, source replay, .*[0-9], \.\.\.\)\n$/);
  expect(line.length).toBeLessThan(110);
  expect(line).not.toMatch(/d1f7a2|4bf92f35|00f067aa/);
});

test('with --json the line stays as it was', async () => {
  expect(JSON.parse(await printed(normal, { json: true }))).toEqual(normal);
});

test('trouble keeps its details, and an error its cause and stack', async () => {
  const reason = `the peer ${'x'.repeat(150)} is gone`;
  expect(await printed({ ...normal, level: 'warn', reason })).toContain('late 117');
  const err = { type: 'Error', message: 'disk I/O error', stack: 'Error: disk I/O error\n    at write (log.ts:3:1)' };
  const line = await printed({ level: 'error', time: normal.time, err, msg: 'it stops' });
  expect(line).toContain('ERROR: it stops (disk I/O error)\n');
  expect(line).toContain('at write (log.ts:3:1)');
});

test('what is no JSON is shown as it is', async () => {
  expect(await printed('simulation: PORT: must be a whole number')).toMatch(/^simulation +simulation: PORT: must/);
});
