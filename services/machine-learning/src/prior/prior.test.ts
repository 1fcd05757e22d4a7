import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { priorText } from './main.ts';

const stored = await readFile(new URL('prior.json', import.meta.url), 'utf8');

test('the stored prior is what the script makes', { timeout: 60_000 }, async () => {
  // A yes or no: a difference in 60 kB of numbers would tell nobody anything.
  expect((await priorText()) === stored).toBe(true);
});

test('nothing after June is in it', () => {
  const { fittedOn } = JSON.parse(stored) as { fittedOn: { from: string; to: string; observations: number } };
  expect(fittedOn.from).toBe('2013-01-01T06:00:00Z');
  expect(fittedOn.to < '2013-07-01').toBe(true);
  expect(fittedOn.observations).toBe(13_002);
});
