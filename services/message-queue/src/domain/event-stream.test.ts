import { eventTypes, streamEndSchema, streamGapSchema } from '@weather/contracts';
import { waitFor } from '@weather/service-kit/testing';
import { expect, it } from 'vitest';
import type { LogRecord } from './event-log.ts';
import { EventStream, type FrameSink, type StreamEnd, type StreamSource } from './event-stream.ts';

const types = [eventTypes.observation];

function record(position: number): LogRecord {
  return { position, previousPosition: 0, type: types[0]!, station: 'a', text: '{}', headers: {} };
}

/** A log of `last` events, of which retention may take the oldest. */
function createLog(last: number) {
  const log: StreamSource & { first: number; failure: Error | undefined } = {
    first: 1,
    failure: undefined,
    lastPosition: () => last,
    extent: () => ({ events: 0, firstPosition: log.first, lastPosition: last, eventBytes: 0, diskBytes: 0 }),
    async read({ after, limit }) {
      if (log.failure) throw log.failure;
      const all = Array.from({ length: last }, (_, index) => record(index + 1));
      return all.filter(({ position }) => position > after && position >= log.first).slice(0, limit);
    },
  };
  return log;
}

/** A reader's socket; `drained` is what the network answers each time it is asked. */
function createSink(drained: () => boolean | Promise<boolean> = () => true) {
  const frames: string[] = [];
  const ends: StreamEnd[] = [];
  const sink: FrameSink = {
    write: (frame) => void frames.push(String(frame)),
    buffered: () => 0,
    drained: async () => drained(),
    finish(frame, end) {
      frames.push(frame);
      ends.push(end);
    },
  };
  const ids = () => frames.flatMap((frame) => /^id: (\d+)$/m.exec(frame)?.[1] ?? []).map(Number);
  const told = (event: string): unknown[] =>
    frames
      .filter((frame) => frame.startsWith(`event: ${event}\n`))
      .map((frame) => JSON.parse(/^data: (.*)$/m.exec(frame)![1]!));
  return { sink, ends, ids, told };
}

const upTo = (last: number, first = 1) => Array.from({ length: last - first + 1 }, (_, index) => index + first);

it('ends a reader that took nothing for too long as slow, with its place', async () => {
  const answers = [true, true, false];
  const { sink, ends, ids, told } = createSink(() => answers.shift()!);
  const stream = new EventStream(createLog(200), 1000);
  stream.add(sink, { types }, 0);
  await waitFor(() => ends.length === 1);
  expect(ids()).toEqual(upTo(128));
  expect(streamEndSchema.array().parse(told('end'))).toMatchObject([{ reason: 'slow-reader', position: 128 }]);
  expect(ends).toMatchObject([{ reason: 'slow-reader', position: 128, cause: undefined }]);
  expect(stream.readers).toBe(0);
});

it('does not call a reader slow when it was the log that failed', async () => {
  const log = createLog(10);
  log.failure = new Error('event 3 is damaged');
  const { sink, ends, told } = createSink();
  new EventStream(log, 1000).add(sink, { types }, 0);
  await waitFor(() => ends.length === 1);
  expect(ends).toMatchObject([{ reason: 'log-unreadable', position: 0, cause: log.failure }]);
  expect(streamEndSchema.array().parse(told('end'))).toHaveLength(1);
  expect(JSON.stringify(told('end'))).not.toContain('damaged');
});

it('forgets a reader that leaves while it is waited for', async () => {
  const { sink, ends, ids } = createSink();
  const stream = new EventStream(createLog(10), 1000);
  stream.add(sink, { types }, 0)();
  await new Promise(setImmediate);
  expect([stream.readers, ids(), ends]).toEqual([0, [], []]);
});

it.each([
  [3, [{ after: 3, firstPosition: 11 }]],
  [0, [{ after: 0, firstPosition: 11 }]],
  [10, []],
  [15, []],
])('tells a reader that asks for what comes after %d when 11 is the oldest', async (after, gaps) => {
  const log = createLog(20);
  log.first = 11;
  const { sink, ids, told } = createSink();
  new EventStream(log, 1000).add(sink, { types }, after);
  await waitFor(() => ids().at(-1) === 20);
  expect(ids()).toEqual(upTo(20, Math.max(11, after + 1)));
  expect(streamGapSchema.array().parse(told('gap'))).toEqual(gaps);
});

it('tells a slow reader that retention overtook it', async () => {
  const log = createLog(300);
  const { sink, ids, told } = createSink(() => {
    if (ids().length === 64) log.first = 101;
    return true;
  });
  new EventStream(log, 1000).add(sink, { types }, 0);
  await waitFor(() => ids().at(-1) === 300);
  expect(told('gap')).toEqual([{ after: 64, firstPosition: 101 }]);
  expect(ids()).toEqual([...upTo(64), ...upTo(300, 101)]);
});
