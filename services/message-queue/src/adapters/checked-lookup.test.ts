import type { LookupAddress } from 'node:dns';
import { expect, it } from 'vitest';
import { startSink } from '../../test/running-service.ts';
import { parseSinkRules } from '../domain/sink-policy.ts';
import { HttpSink } from './http-sink.ts';

const record = {
  position: 1,
  previousPosition: 0,
  type: 'weather.observation.recorded.v1' as const,
  station: 'a',
  text: '{}',
  headers: {},
};

/** Pushes to `trap.test`, whose resolver gives the next of `answers` each time it is asked. */
async function push(answers: string[][], port: string, timeoutMs: number) {
  let asked = 0;
  const sink = new HttpSink({
    rules: parseSinkRules(['http://trap.test:*']),
    timeoutMs,
    connections: 1,
    resolve(_host, _options, callback) {
      const addresses = answers[Math.min(asked++, answers.length - 1)]!;
      callback(
        null,
        addresses.map((address): LookupAddress => ({ address, family: address.includes(':') ? 6 : 4 })),
      );
    },
  });
  const result = await sink.send({ id: 'trap', sink: `http://trap.test:${port}/` }, record);
  await sink.close();
  return { result, asked };
}

it('never connects to a forbidden address, whichever of the answers it stands in', async () => {
  const trap = await startSink();
  const { port } = new URL(trap.url);
  for (const answers of [[['127.0.0.1']], [['10.255.255.1', '127.0.0.1']], [['::ffff:127.0.0.1']], [['::1']]]) {
    const { result, asked } = await push(answers, port, 20_000);
    expect(result).toMatchObject({ error: expect.stringContaining('which no sink may have') });
    expect(asked).toBe(1);
  }
  expect(trap.received).toEqual([]);
});

it('connects to the address that was checked, though the resolver would now answer another', async () => {
  const trap = await startSink();
  const { port } = new URL(trap.url);
  // 192.0.2.1 is set aside for documentation: nobody answers there, so only a second lookup could reach the trap.
  for (let round = 0; round < 3; round++) {
    const { result, asked } = await push([['192.0.2.1'], ['127.0.0.1']], port, 1000);
    expect(result).toHaveProperty('error');
    expect(asked).toBe(1);
  }
  expect(trap.received).toEqual([]);
});
