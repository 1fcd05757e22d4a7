import { eventTypes } from '@weather/contracts';
import { waitFor } from '@weather/service-kit/testing';
import { describe, expect, it } from 'vitest';
import { startProcess } from './child-process.ts';
import { observation } from './events.ts';
import { type Body, client, startSink, temporaryFolder } from './running-service.ts';

/** CRASH_KILLS asks for more, in a long run. */
const kills = Number(process.env.CRASH_KILLS ?? 40);

const stations = ['a', 'b', 'c', 'd', 'e', 'f'];

/** Small seeded generator, so that a failing run's kill times can be played again. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return (state >>> 0) / 2 ** 32;
  };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

/** Milliseconds that this machine, as it is now, needs for a start on an empty folder. */
async function freshStart(): Promise<number> {
  const service = await startProcess({ DATA_FOLDER: temporaryFolder() });
  service.kill('SIGKILL');
  await service.exited;
  return service.readyAfterMs;
}

describe('a crash', () => {
  it(
    `by SIGKILL, ${kills} times under load, loses nothing acknowledged, stores nothing twice and keeps the order of first deliveries`,
    { timeout: 400_000 },
    async () => {
      const random = seeded(20130701);
      const sink = await startSink(
        (_one, response) => void (random() < 0.05 ? response.writeHead(500).end() : response.writeHead(204).end()),
      );
      const env = {
        DATA_FOLDER: temporaryFolder(),
        SUBSCRIPTIONS: JSON.stringify([{ id: 'sink', sink: sink.url, types: [eventTypes.observation] }]),
        DELIVERY_ATTEMPTS: '1000',
        DELIVERY_BACKOFF_MS: '5',
        DELIVERY_BACKOFF_MAX_MS: '20',
        LOG_LEVEL: 'info',
      };
      const acked = new Map<string, number>();
      const starts: number[] = [];
      const freshStarts: number[] = [];
      let url = '';
      let onAck: (() => void) | undefined;
      const load = { finished: false };
      // A station's publisher repeats an event until it is acknowledged, then goes on to the next.
      const publishers = stations.map(async (station) => {
        for (let sequence = 1; !load.finished;) {
          const event = observation(station, sequence);
          const answer = await client(url)
            .publish(event)
            .catch(() => undefined);
          if (answer?.status === 200) {
            acked.set(event.id, answer.body.position);
            sequence += 1;
            onAck?.();
          } else await new Promise((resolve) => setTimeout(resolve, 5));
        }
      });

      let service = await startProcess(env);
      for (let kill = 0; kill < kills; kill++) {
        let acksToCome = 1 + Math.floor(random() * 20);
        const progress = new Promise<void>((resolve) => (onAck = () => --acksToCome === 0 && resolve()));
        ({ url } = service);
        await progress;
        await new Promise((resolve) => setTimeout(resolve, random() * 200));
        service.kill('SIGKILL');
        await service.exited;
        if (kill % 4 === 0) freshStarts.push(await freshStart());
        service = await startProcess(env);
        starts.push(service.readyAfterMs);
      }
      ({ url } = service);
      load.finished = true;
      await Promise.all(publishers);

      const { call } = client(url);
      await waitFor(async () => (await call('GET', '/api/v1/subscriptions/sink')).body.lag === 0, {
        timeoutMs: 60_000,
      });
      const stored = new Map<string, number>();
      for (let after: number | undefined = 0; after !== undefined;) {
        const { body }: { body: Body } = await call('GET', `/api/v1/events?limit=1000&after=${after}`);
        for (const { id, position } of body.items) {
          expect(stored.has(id)).toBe(false);
          stored.set(id, position);
        }
        after = body.next?.after;
      }
      const delivered = new Set(sink.received.map(({ id }) => id));
      expect([...acked].filter(([id, position]) => stored.get(id) !== position)).toEqual([]);
      expect([...stored.keys()].filter((id) => !delivered.has(id))).toEqual([]);
      const highest = new Map<string, number>();
      for (const { station, position, event } of sink.received) {
        const last = highest.get(station) ?? 0;
        if (position <= last) continue;
        expect(event.previousposition).toBe(last);
        highest.set(station, position);
      }
      expect(acked.size).toBeGreaterThan(kills * 5);
      // The typical start, held against what this machine needed for a first start at the same time, however busy it was.
      console.log(
        `ready again after ${Math.round(median(starts))} ms (a first start: ${Math.round(median(freshStarts))} ms)`,
      );
      expect(median(starts)).toBeLessThanOrEqual(Math.max(2000, 3 * median(freshStarts)));

      service.kill('SIGTERM');
      expect((await service.exited).code).toBe(0);
    },
  );
});

describe('a folder', () => {
  it('that another process uses is refused with a word', async () => {
    const env = { DATA_FOLDER: temporaryFolder() };
    await startProcess(env);
    await expect(startProcess(env)).rejects.toThrow(/is in use by another message-queue/);
  });
});
