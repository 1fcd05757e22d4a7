import type { SimulationAccount, SimulationRequest } from '@weather/contracts';
import { expect, test } from 'vitest';
import { Simulations } from './simulations.ts';

const request: SimulationRequest = {
  duration: 1000,
  type: 'weather',
  threads: 1,
  rate: 5,
  source: 'synthetic',
  faults: 0,
  resume: false,
};
const account = { acked: 5 } as SimulationAccount;

function scripted() {
  const calls: {
    asked: SimulationRequest;
    resolve(account: SimulationAccount): void;
    reject(error: Error): void;
    signal: AbortSignal;
  }[] = [];
  let time = 0;
  let id = 0;
  const simulations = new Simulations({
    perform: (asked, signal) => new Promise((resolve, reject) => calls.push({ asked, resolve, reject, signal })),
    explain: (error) => `because ${(error as Error).message}`,
    now: () => (time += 1),
    newId: () => `s${(id += 1)}`,
    newSeed: () => 77,
  });
  return { simulations, calls };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

test('a simulation runs until its account comes', async () => {
  const { simulations, calls } = scripted();
  expect(simulations.start(request)?.state).toBe('running');
  calls[0]!.resolve(account);
  await settled();
  expect(simulations.list()).toMatchObject([{ id: 's1', state: 'completed', account: { acked: 5 } }]);
});

test('stopping ends the call, and what the call then says changes nothing', async () => {
  const { simulations, calls } = scripted();
  simulations.start(request);
  expect(simulations.stop('s1')?.state).toBe('stopped');
  expect(calls[0]!.signal.aborted).toBe(true);
  calls[0]!.reject(new Error('aborted'));
  await settled();
  expect(simulations.list()).toMatchObject([{ state: 'stopped', detail: '' }]);
  expect(simulations.stop('unknown')).toBeUndefined();
});

test('a failure is told in words', async () => {
  const { simulations, calls } = scripted();
  simulations.start(request);
  calls[0]!.reject(new Error('it is gone'));
  await settled();
  expect(simulations.list()).toMatchObject([{ state: 'failed', detail: 'because it is gone', account: null }]);
});

test('at most 16 run at once, and only the last dozen that ended are remembered', async () => {
  const { simulations, calls } = scripted();
  for (let index = 0; index < 16; index += 1) simulations.start(request);
  expect(simulations.start(request)).toBeUndefined();
  for (const call of calls) call.resolve(account);
  await settled();
  expect(simulations.list()).toHaveLength(12);
  expect(simulations.start(request)?.state).toBe('running');
  expect(simulations.list()[0]?.state).toBe('running');
});

test('the seed is drawn before it runs, so that it can be shown; ids of stations name their own', () => {
  const { simulations, calls } = scripted();
  expect(simulations.start({ ...request, stations: '3' })?.request.seed).toBe(77);
  expect(simulations.start({ ...request, seed: 5 })?.request.seed).toBe(5);
  expect(simulations.start({ ...request, stations: 'synthetic-9-1,synthetic-9-2' })?.request.seed).toBeUndefined();
  expect(calls.map(({ asked }) => asked.seed)).toEqual([77, 5, undefined]);
});
