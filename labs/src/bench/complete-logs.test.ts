import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { accessLine, accessLines, written } from '../../test/access-lines.ts';
import { beginVirtualTime, endVirtualTime } from '../../test/virtual-time.ts';
import type { AccessLine } from '../envoy/access-line.ts';
import type { Mesh, Replica } from '../mesh/mesh.ts';
import type { WatchedProxy } from './accounts.ts';
import { completeLogs } from './complete-logs.ts';

vi.mock('node:timers/promises', () => import('../../test/virtual-time.ts'));
beforeEach(beginVirtualTime);
afterEach(endVirtualTime);

const proxy = (side: WatchedProxy['side'], address: string): WatchedProxy => ({
  side,
  replica: { workload: side, name: `${side}-1`, address, version: 'v1', ready: true, hasProxy: true },
});

const client = proxy('client', '10.0.0.1');
const gateway = proxy('gateway', '10.0.0.3');
const server = proxy('server', '10.0.0.2');

/** Reads the logs of proxies that write so many lines until the first look, the second ... and none after the last. */
async function read(
  logs: readonly [WatchedProxy, readonly (readonly AccessLine[])[]][],
  options: Partial<Parameters<typeof completeLogs>[2]> = {},
) {
  const looks = new Map<string, number>();
  const accessLog = async ({ name }: Replica) => {
    const look = (looks.get(name) ?? 0) + 1;
    looks.set(name, look);
    const [, stages] = logs.find(([{ replica }]) => replica.name === name)!;
    return stages.slice(0, look).flat().map(written);
  };
  const begun = Date.now();
  const found = await completeLogs(
    { accessLog } as unknown as Mesh,
    logs.map(([watched]) => watched),
    {
      since: new Date(),
      isNew: () => true,
      isOurs: () => true,
      sent: 3,
      eachTry: false,
      sentDirectly: 0,
      arrived: new Map(),
      signal: new AbortController().signal,
      patienceMs: 25_000,
      ...options,
    },
  );
  return { lines: found.map(({ length }) => length), waited: Date.now() - begun };
}

test('waits until every request that was sent stands in the log, and one look more', async () => {
  const stages = [[], accessLines(1), [], accessLines(2)];
  expect(await read([[client, stages]])).toEqual({ lines: [3], waited: 2000 });
});

test('waits until a proxy on the other side tells of all that was passed on to it', async () => {
  const passedOn = [accessLines(3)];
  const received = [[], [], accessLines(2), accessLines(1)];
  expect(
    await read([
      [client, passedOn],
      [server, received],
    ]),
  ).toEqual({ lines: [3, 3], waited: 2000 });
});

test('where requests are tried again, waits until the proxy on the other side tells of each try', async () => {
  const passedOn = [accessLines(3, { attempts: 2 })];
  const received = [accessLines(3), [], [], accessLines(3)];
  const logs: Parameters<typeof read>[0] = [
    [client, passedOn],
    [server, received],
  ];
  expect(await read(logs)).toEqual({ lines: [3, 3], waited: 500 });
  expect(await read(logs, { eachTry: true })).toEqual({ lines: [3, 6], waited: 2000 });
});

test('waits for copies, of which only a count tells', async () => {
  const passedOn = [accessLines(3, { upstream: '10.0.0.9:3001' })];
  const copies = [[], accessLines(2), accessLines(1)];
  const found = await read(
    [
      [client, passedOn],
      [server, copies],
    ],
    { arrived: new Map([['10.0.0.2', 3]]) },
  );
  expect(found).toEqual({ lines: [3, 3], waited: 1500 });
});

test('does not wait for a proxy to which nothing went', async () => {
  const elsewhere = [accessLines(3, { upstream: '10.0.0.9:3001' })];
  expect(
    await read([
      [client, elsewhere],
      [server, []],
    ]),
  ).toEqual({ lines: [3, 0], waited: 500 });
});

test('without a proxy of the client, the gateway has to tell of every request', async () => {
  expect(await read([[gateway, [[], [], accessLines(3)]]])).toEqual({ lines: [3], waited: 1500 });
});

test('what a service asks in its turn does not count among what was sent', async () => {
  const sent = [accessLines(1), [], accessLines(2)];
  const cameIn = accessLines(3, { upstreamCluster: 'inbound|3001||' });
  const wentOut = accessLines(2, { upstream: '10.0.0.9:3001' });
  const { lines, waited } = await read(
    [
      [client, sent],
      [server, [[...cameIn, ...wentOut]]],
      [{ ...server, side: 'client' }, []],
    ],
    { isOurs: ({ upstreamCluster }, side) => upstreamCluster.startsWith('inbound|') === (side === 'server') },
  );
  expect(lines).toEqual([3, 5, 5]);
  expect(waited).toBe(1500);
});

test('of a client without a proxy the one beside the service has to tell, and besides of all that was passed on to it', async () => {
  const received = [[], accessLines(3), accessLines(1), accessLines(1)];
  const logs: Parameters<typeof read>[0] = [
    [client, [accessLines(3)]],
    [server, received],
  ];
  expect(await read(logs, { sentDirectly: 2 })).toEqual({ lines: [3, 5], waited: 2000 });
});

test('ends with what there is when its patience is over', async () => {
  const { lines, waited } = await read([[client, [accessLines(2)]]], { patienceMs: 4000 });
  expect(lines).toEqual([2]);
  expect(waited).toBe(4500);
});

test("counts lines that are ours, and gives others', too; what was there before is left out", async () => {
  const other = accessLine({ userAgent: 'k6' });
  const old = accessLine({ requestId: 'old' });
  const { lines, waited } = await read([[client, [[old, other, other, other], accessLines(3)]]], {
    isNew: ({ requestId }) => requestId !== 'old',
    isOurs: ({ userAgent }) => userAgent.startsWith('lab/'),
  });
  expect(lines).toEqual([6]);
  expect(waited).toBe(1000);
});

test('ends at once when it is broken off', async () => {
  await expect(read([[client, []]], { signal: AbortSignal.abort(new Error('Ctrl-C')) })).rejects.toThrow('Ctrl-C');
});
