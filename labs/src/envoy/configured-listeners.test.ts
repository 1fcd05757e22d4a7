import { expect, test } from 'vitest';
import { z } from 'zod';
import { recorded } from '../../test/recorded.ts';
import { listenerSchema, proxyListener } from './configured-listeners.ts';

const listeners = z.record(z.string(), listenerSchema).parse(JSON.parse(recorded('inbound-listeners.json')));

const takenOn3001 = (mode: string) =>
  proxyListener(listeners[mode]!)
    .takes.filter(({ port }) => port === 3001)
    .map(({ transport }) => transport);

test.each([
  ['STRICT', ['tls']],
  ['PERMISSIVE', ['raw_buffer', 'tls']],
  ['port exception', ['raw_buffer', 'tls']],
  ['DISABLE', ['raw_buffer']],
])('which connections a port takes under %s', (mode, kinds) => {
  expect(takenOn3001(mode)).toEqual(kinds);
});

test('what is said of no port holds for any', () => {
  expect(proxyListener(listeners.STRICT!).takes).toContainEqual({ port: undefined, transport: 'tls' });
  expect(proxyListener({ name: '', filter_chains: [{ filters: [] }] }).takes).toEqual([
    { port: undefined, transport: undefined },
  ]);
});
