import { streamEndSchema } from '@weather/contracts';
import { waitFor } from '@weather/service-kit/testing';
import { get, type IncomingMessage } from 'node:http';
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

describe('the event stream', () => {
  it('resumes without gap or repeat while events go on coming', async () => {
    const { url, publish } = await startService();
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

  it('cuts off a reader that takes nothing, with a word, while another gets everything', async () => {
    const { url, publishBatch, call } = await startService({ STREAM_PATIENCE_MS: '50' });
    const [slow, quick] = await Promise.all([read(url, 'after=0', {}, true), read(url, 'after=0')]);
    let sequence = 0;
    await waitFor(
      async () => {
        await publishBatch(Array.from({ length: 500 }, () => observation('a', (sequence += 1))));
        return (await call('GET', '/api/v1/stats')).body.streams === 1;
      },
      { timeoutMs: 20_000 },
    );
    await waitFor(() => quick.ids.length === sequence);
    expect(quick.ids).toEqual(upTo(sequence));
    slow.resume();
    await waitFor(() => slow.state.closed);
    expect(slow.ids).toEqual(upTo(slow.ids.length));
    const word = slow.state.end as { reason: string; position: number } | undefined;
    // The word may die with a connection whose buffers were full to the last byte.
    expect(word === undefined || (word.reason === 'slow-reader' && word.position === slow.ids.at(-1))).toBe(true);
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
