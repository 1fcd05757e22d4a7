import type { SimulationAccount, SimulationRequest, SimulationView } from '@weather/contracts';
import { expect, test } from 'vitest';
import { detailsOf, outcomeOf } from './simulation-words.ts';

const startedAt = Date.parse('2026-03-01T16:02:00Z');
const request = { source: 'replay', type: 'weather', rate: 5, duration: 60_000, stations: 'JFK' } as SimulationRequest;
const running: SimulationView = {
  id: 'a',
  request,
  state: 'running',
  startedAt,
  endedAt: null,
  account: null,
  detail: '',
};
const counts = { acked: 20, duplicates: 0, retried: 0, failed: 0, plantedFaults: 0 };
const completed = (account: Partial<SimulationAccount>): SimulationView => ({
  ...running,
  state: 'completed',
  account: { ...counts, ...account } as SimulationAccount,
});

test.each([
  [{}, '20 stored'],
  [{ duplicates: 20 }, 'nothing new: all 20 were already stored'],
  [{ duplicates: 5, failed: 2, plantedFaults: 3 }, '15 stored, 5 were already, 2 failed, 3 with a planted fault'],
  [{ acked: 0, failed: 4 }, '0 stored, 4 failed'],
])('an account is told in words: %j', (account, words) => {
  expect(outcomeOf(completed(account))).toBe(words);
});

test('one that was stopped says how far it came, one that failed why', () => {
  const stopped: SimulationView = { ...running, state: 'stopped', endedAt: startedAt + 12_400 };
  expect(outcomeOf(stopped)).toBe('stopped after 12 s of 60 s; what was sent is kept');
  expect(outcomeOf({ ...running, state: 'failed', detail: 'because' })).toBe('because');
  expect(outcomeOf(running)).toBe('');
});

test('those of the same kind are told apart while they run', () => {
  expect(detailsOf(running)).toBe('16:02 UTC, JFK');
  expect(detailsOf({ ...running, request: { ...request, resume: true } })).toBe('16:02 UTC, JFK, after what is stored');
  expect(detailsOf({ ...running, request: { ...request, stations: '1', seed: 9 } })).toBe(
    '16:02 UTC, 1 station, seed 9',
  );
});
