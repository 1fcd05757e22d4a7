import { streamEndSchema, streamGapSchema } from '@weather/contracts';
import { waitFor } from '@weather/service-kit/testing';
import { get, type IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { observation } from './events.ts';
import { startService } from './running-service.ts';

/** A reader of the stream that notes what it is told; `paused` takes nothing from its socket. */
async function read(url: string, query: string, headers: Record<string, string> = {}, paused = false) {
  const ids: number[] = [];
  const state = {
    ids,
    text: '',
    end: undefined as unknown,
    closed: false,
    response: undefined as IncomingMessage | undefined,
  };
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    get(`${url}/api/v1/events/stream?${query}`, { headers, agent: false }, resolve).on('error', reject);
  });
  onTestFinished(() => void response.destroy());
  state.response = response;
  let rest = '';
  const take = (chunk: string) => {
    state.text += chunk;
    const frames = (rest + chunk).split('\n\n');
    rest = frames.pop()!;
    for (const frame of frames) {
      const id = /^id: (\d+)$/m.exec(frame);
      if (id) ids.push(Number(id[1]));
      if (frame.startsWith('event: end'))
        state.end = streamEndSchema.parse(JSON.parse(/^data: (.*)$/m.exec(frame)![1]!));
    }
  };
  response
    .setEncoding('utf8')
    .on('close', () => (state.closed = true))
    .on('error', () => {});
  if (paused) response.pause();
  else response.on('data', take);
  return { ...state, state, resume: () => void response.on('data', take).resume() };
}

const upTo = (last: number, first = 1) => Array.from({ length: last - first + 1 }, (_, index) => index + first);

type Service = Awaited<ReturnType<typeof startService>>;

const readers = async (call: Service['call']): Promise<number> => (await call('GET', '/api/v1/stats')).body.streams;

/** Publishes until `done`; answers how many events. */
async function publishUntil(publishBatch: Service['publishBatch'], done: () => Promise<boolean>): Promise<number> {
  let sequence = 0;
  await waitFor(
    async () => {
      await publishBatch(Array.from({ length: 500 }, () => observation('a', (sequence += 1))));
      return done();
    },
    { timeoutMs: 40_000, intervalMs: 50 },
  );
  return sequence;
}

describe('the event stream', () => {
  it('resumes without gap or repeat while events go on coming', async () => {
    // 400 writes one after the other: how slow the disk is does not matter here.
    const { url, publish } = await startService({ DURABILITY: 'off' });
    const publishing = (async () => {
      for (let sequence = 1; sequence <= 400; sequence++) await publish(observation(`s${sequence % 5}`, sequence));
    })();
    const seen: number[] = [];
    while (seen.length < 400) {
      const after = seen.at(-1) ?? 0;
      const reader = await read(url, 'after=0', { 'last-event-id': String(after) });
      await waitFor(() => reader.ids.length >= Math.min(37, 400 - after));
      reader.response!.destroy();
      seen.push(...reader.ids);
    }
    await publishing;
    expect(seen).toEqual(upTo(400));
  });

  it('begins with the next event, filters, and tells browsers how soon to come back', async () => {
    const { url, publish } = await startService();
    await publish(observation('a', 1));
    const [everything, onlyB] = await Promise.all([
      read(url, ''),
      read(url, 'station=b&types=weather.observation.recorded.v1'),
    ]);
    await publish(observation('a', 2));
    await publish(observation('b', 3));
    await waitFor(() => everything.ids.length === 2 && onlyB.ids.length === 1);
    expect(everything.ids).toEqual([2, 3]);
    expect(onlyB.ids).toEqual([3]);
    expect(everything.state.text).toContain('retry: 1000\n');
  });

  it('keeps a quiet connection alive', async () => {
    const { url } = await startService({ STREAM_HEARTBEAT_MS: '10' });
    const reader = await read(url, '');
    await waitFor(() => reader.state.text.includes(': still here'));
    expect(reader.ids).toEqual([]);
  });

  // So much patience that only the slow reader tries it, even if this process stands still for a while.
  it(
    'cuts off a reader that is too slow, with a word that it gets once it reads, while another gets everything',
    { timeout: 90_000 },
    async () => {
      const { url, publishBatch, call, logged } = await startService({ STREAM_PATIENCE_MS: '4000' });
      const [slow, quick] = await Promise.all([
        read(url, 'after=0', { 'x-request-id': 'slow' }, true),
        read(url, 'after=0'),
      ]);
      const published = await publishUntil(publishBatch, async () => (await readers(call)) === 1);
      slow.resume();
      await waitFor(() => slow.state.closed && quick.ids.length === published);
      expect(quick.ids).toEqual(upTo(published));
      expect(slow.ids).toEqual(upTo(slow.ids.length));
      expect(slow.state.end).toMatchObject({ reason: 'slow-reader', position: slow.ids.at(-1) });
      expect(logged.filter(({ reason }) => reason === 'slow-reader')).toMatchObject([{ request_id: 'slow' }]);
      const metrics = await (await fetch(`${url}/metrics`)).text();
      expect(metrics).toMatch(/^message_queue_stream_ends_total\{[^}]*reason="slow-reader"[^}]*\} 1$/m);
    },
  );

  it('hangs up on a reader that takes nothing', { timeout: 60_000 }, async () => {
    const { url, publishBatch, call, server } = await startService({ STREAM_PATIENCE_MS: '50' });
    const sockets: Socket[] = [];
    server.on('connection', (socket) => sockets.push(socket));
    const reader = await read(url, 'after=0', {}, true);
    const socket = sockets.find(({ remotePort }) => remotePort === reader.response!.socket.localPort)!;
    await publishUntil(publishBatch, async () => (await readers(call)) === 0);
    expect(await waitFor(() => socket.destroyed)).toBe(true);
  });

  it('forgets a reader that left before its turn came', async () => {
    const { url, call } = await startService({ FAULT_DELAY_RATE: '1', FAULT_DELAY_MS: '200' });
    const leaving = get(`${url}/api/v1/events/stream`, { agent: false }).on('error', () => {});
    leaving.on('socket', (socket) => socket.on('connect', () => setTimeout(() => leaving.destroy(), 50)));
    await new Promise((resolve) => leaving.on('close', resolve));
    // Its answer comes after the turn of the one that left.
    expect(await readers(call)).toBe(0);
  });

  it('tells a reader what retention has deleted before it came', { timeout: 60_000 }, async () => {
    const { url, publishBatch, call } = await startService({ RETENTION_MEGABYTES: '1', RETENTION_INTERVAL_MS: '10' });
    const firstPosition = async (): Promise<number> => (await call('GET', '/api/v1/stats')).body.firstPosition;
    const published = await publishUntil(publishBatch, async () => (await firstPosition()) > 10);
    const first = await firstPosition();
    const late = await read(url, '', { 'last-event-id': '5' });
    await waitFor(() => late.ids.at(-1) === published);
    const gap = /^event: gap\ndata: (.*)$/m.exec(late.state.text)![1]!;
    const { firstPosition: told } = streamGapSchema.parse(JSON.parse(gap));
    expect(JSON.parse(gap)).toEqual({ after: 5, firstPosition: told });
    expect(told).toBeGreaterThanOrEqual(first);
    expect(late.ids[0]).toBe(told);
    const inTime = await read(url, `after=${published - 1}`);
    await waitFor(() => inTime.ids.length > 0);
    expect(inTime.state.text).not.toContain('gap');
  });

  it('says goodbye when the service stops', async () => {
    const { url, publish, stop } = await startService();
    const reader = await read(url, '');
    await publish(observation('a', 1));
    await waitFor(() => reader.ids.length === 1);
    await stop();
    await waitFor(() => reader.state.closed);
    expect(reader.state.end).toMatchObject({ reason: 'shutting-down', position: 1 });
  });

  it('refuses an id that it never gave', async () => {
    const { call } = await startService();
    expect((await call('GET', '/api/v1/events/stream', undefined, { 'last-event-id': 'x' })).status).toBe(400);
  });
});
