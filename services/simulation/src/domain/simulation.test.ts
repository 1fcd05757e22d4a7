import type { ObservationEvent } from '@weather/contracts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { VirtualClock } from '../../test/virtual-clock.ts';
import type { Answer, Counted, EventLog, World } from './ports.ts';
import { simulate, type SimulationPlan } from './simulation.ts';
import { syntheticSeries } from './synthetic-series.ts';
import { syntheticStations } from './synthetic-stations.ts';

const never = new AbortController().signal;
type Reply = { takes: number; answer: Answer<{ duplicate: boolean }> };
const stored: Reply = { takes: 5, answer: { kind: 'given', value: { duplicate: false } } };
const gone: Reply = { takes: 1, answer: { kind: 'unavailable' } };

/** A log that answers by a script, on the virtual clock, and keeps what it was asked. */
class ScriptedLog implements EventLog {
  readonly requests: { event: ObservationEvent; at: number; answer: string }[] = [];
  busy = 0;
  mostBusy = 0;
  readonly #clock: VirtualClock;
  readonly #script: (request: number, at: number) => Reply;

  constructor(clock: VirtualClock, script: (request: number, at: number) => Reply) {
    this.#clock = clock;
    this.#script = script;
  }

  async publish(event: ObservationEvent, signal: AbortSignal): Promise<Answer<{ duplicate: boolean }>> {
    const at = this.#clock.now();
    const { takes, answer } = this.#script(this.requests.length, at);
    const request = { event, at, answer: 'unavailable' };
    this.requests.push(request);
    this.mostBusy = Math.max(this.mostBusy, ++this.busy);
    await this.#clock.sleep(takes, signal);
    this.busy--;
    if (signal.aborted) return { kind: 'unavailable' };
    request.answer = answer.kind;
    return answer;
  }

  lastSequence(): Promise<Answer<number>> {
    return Promise.resolve({ kind: 'given', value: 41 });
  }
}

function plan(changes: Partial<SimulationPlan> & { stations?: number }): SimulationPlan {
  const series = syntheticStations(1, changes.stations ?? 3).map((station) => syntheticSeries(1, station, 'weather'));
  return {
    seed: 1,
    source: 'synthetic',
    type: 'weather',
    series,
    threads: 1,
    pace: { kind: 'rate', perSecond: 10 },
    duration: 1000,
    grace: 500,
    resume: false,
    ...changes,
  };
}

async function run(
  changes: Parameters<typeof plan>[0],
  script: (request: number, at: number) => Reply = () => stored,
  clock = new VirtualClock(),
) {
  const log = new ScriptedLog(clock, script);
  const counted: Partial<Record<Counted, number>> = {};
  const world: World = { log, clock, random: () => 0.5, onCount: (name) => (counted[name] = (counted[name] ?? 0) + 1) };
  const account = await clock.runUntilDone(simulate(plan(changes), world, never, never));
  return { account, log, clock, counted };
}

describe('a simulation', () => {
  test('sends at the rate asked, for the duration, and says so', async () => {
    const { account, log } = await run({ duration: 60_000 });
    expect(account).toMatchObject({ generated: 600, sent: 600, acked: 600, failed: 0, retried: 0, late: 0 });
    expect(account.durationMs).toBe(60_000);
    expect(log.requests[599]!.at).toBe(59_900);
    expect(account.lastSequence).toEqual({ 'synthetic-1-1': 200, 'synthetic-1-2': 200, 'synthetic-1-3': 200 });
  });

  test('sends no more than its rate allows, however late its end is noticed', async () => {
    class BusyClock extends VirtualClock {
      override sleep(milliseconds: number, signal: AbortSignal) {
        return super.sleep(milliseconds === 60_000 ? 60_350 : milliseconds, signal);
      }
    }
    const { account } = await run({ duration: 60_000 }, () => stored, new BusyClock());
    expect(account).toMatchObject({ generated: 600, durationMs: 60_350 });
  });

  test('however short, sends what is due at its start', async () => {
    expect((await run({ duration: 1, pace: { kind: 'rate', perSecond: 1 }, stations: 200 })).account.generated).toBe(1);
    expect((await run({ duration: 1, resume: true })).account).toMatchObject({ generated: 1, acked: 1 });
  });

  test('catches up with its rate after a pause, and counts what was late', async () => {
    const { account, log } = await run({ duration: 10_000 }, (_, at) =>
      at >= 2000 && at < 4000 ? { ...stored, takes: 2000 } : stored,
    );
    expect(account.generated).toBe(100);
    expect(account.late).toBeGreaterThan(15);
    expect(log.requests.at(-1)!.at).toBe(9900);
  });

  test('at a speed, sends each reading when its simulated hour comes', async () => {
    const { log } = await run({ pace: { kind: 'speed', factor: 3600 }, stations: 2, duration: 3500 });
    expect(log.requests.map(({ event, at }) => `${event.id}@${Math.floor(at / 1000)}`)).toEqual(
      [0, 1, 2, 3].flatMap((second) => [1, 2].map((station) => `synthetic-1-${station}-${second + 1}@${second}`)),
    );
  });

  test('without a pace, keeps each of its threads busy with one request', async () => {
    const { account, log } = await run({ pace: { kind: 'answers' }, threads: 3, stations: 7, duration: 500 });
    expect(account.generated).toBe(300);
    expect(log.mostBusy).toBe(3);
  });

  test('honours Retry-After to the millisecond', async () => {
    const refused: Reply = { takes: 1, answer: { kind: 'unavailable', retryAfterMs: 3000 } };
    const { log, account } = await run({ stations: 1, duration: 8000 }, (request) =>
      request === 0 ? refused : stored,
    );
    expect(log.requests[1]!.at - log.requests[0]!.at).toBeGreaterThanOrEqual(3000);
    expect(log.requests[1]!.event.id).toBe(log.requests[0]!.event.id);
    expect(account).toMatchObject({ retried: 1, failed: 0 });
  });

  test('does not come back before Retry-After even if the duration ends first', async () => {
    const { log, account } = await run({ stations: 1, threads: 1 }, () => ({
      takes: 1,
      answer: { kind: 'unavailable', retryAfterMs: 60_000 },
    }));
    expect(log.requests.length).toBe(1);
    expect(account).toMatchObject({ generated: 1, failed: 1, durationMs: 1500 });
  });

  test('gives up at once what is refused for good, and goes on with the next', async () => {
    const { account } = await run({}, (request) => (request % 2 ? { takes: 1, answer: { kind: 'refused' } } : stored));
    expect(account).toMatchObject({ generated: 10, acked: 5, failed: 5, retried: 0 });
  });

  test('with nobody there it backs off, and answers with everything failed', async () => {
    const { account, log } = await run({ duration: 20_000, threads: 3 }, () => gone);
    expect(account).toMatchObject({ generated: 3, acked: 0, failed: 3, lastSequence: {} });
    expect(account.durationMs).toBe(20_500);
    const first = log.requests.filter(({ event }) => event.partitionkey === 'synthetic-1-1').map(({ at }) => at);
    const waits = first.slice(1).map((at, index) => at - first[index]!);
    expect(waits[0]).toBeLessThan(100);
    expect(waits.at(-1)).toBeGreaterThan(1000);
    expect(waits.at(-1)).toBeLessThanOrEqual(2001);
  });

  test('goes on after the last sequence that the log holds', async () => {
    const { account } = await run({ resume: true, stations: 2 });
    expect(account.firstSequence).toEqual({ 'synthetic-1-1': 42, 'synthetic-1-2': 42 });
  });

  test('a stop ends it early with its account, an abandon without any wait', async () => {
    for (const kind of ['stop', 'abandon'] as const) {
      const clock = new VirtualClock();
      const signals = { stop: new AbortController(), abandon: new AbortController() };
      const world: World = {
        log: new ScriptedLog(clock, () => ({ ...stored, takes: 400 })),
        clock,
        random: () => 0.5,
        onCount: () => {},
      };
      const running = simulate(plan({ duration: 60_000 }), world, signals.stop.signal, signals.abandon.signal);
      void clock.sleep(1000, never).then(() => signals[kind].abort());
      const account = await clock.runUntilDone(running);
      expect(account).toMatchObject(
        kind === 'stop' ? { durationMs: 1200, acked: 3, failed: 0 } : { durationMs: 1000, acked: 2, failed: 1 },
      );
      expect(clock.sleepers).toBe(0);
    }
  });
});

describe('the account under any faults', () => {
  const reply: fc.Arbitrary<Reply> = fc.oneof(
    {
      weight: 5,
      arbitrary: fc.record({ takes: fc.integer({ min: 1, max: 200 }), answer: fc.constant(stored.answer) }),
    },
    fc.record({
      takes: fc.integer({ min: 1, max: 50 }),
      answer: fc.constant<Reply['answer']>({ kind: 'given', value: { duplicate: true } }),
    }),
    fc.record({
      takes: fc.integer({ min: 1, max: 3000 }),
      answer: fc.constant<Reply['answer']>({ kind: 'unavailable' }),
    }),
    fc.record({
      takes: fc.constant(1),
      answer: fc.record({ kind: fc.constant('unavailable' as const), retryAfterMs: fc.integer({ min: 0, max: 1500 }) }),
    }),
    fc.record({ takes: fc.constant(1), answer: fc.constant<Reply['answer']>({ kind: 'refused' }) }),
  );
  const pace = fc.constantFrom<SimulationPlan['pace']>(
    { kind: 'answers' },
    { kind: 'rate', perSecond: 30 },
    { kind: 'speed', factor: 20_000 },
  );
  const setting = fc.record({
    pace,
    threads: fc.integer({ min: 1, max: 5 }),
    stations: fc.integer({ min: 1, max: 6 }),
    duration: fc.integer({ min: 1, max: 2000 }),
  });

  test('adds up, and each station keeps its order', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(reply, { minLength: 1, maxLength: 30 }), setting, async (script, changes) => {
        const { account, log, counted, clock } = await run(changes, (request) => script[request % script.length]!);
        expect(account.generated).toBe(account.acked + account.failed);
        expect(account.sent).toBe(account.generated + account.retried);
        expect(account.sent).toBe(log.requests.length);
        expect(account.generated).toBe(new Set(log.requests.map(({ event }) => event.id)).size);
        expect(account.acked).toBe(log.requests.filter(({ answer }) => answer === 'given').length);
        expect(counted.acked ?? 0).toBe(account.acked);
        expect(account.durationMs).toBeGreaterThanOrEqual(changes.duration);
        expect(account.durationMs).toBeLessThanOrEqual(changes.duration + 500);
        expect(log.mostBusy).toBeLessThanOrEqual(changes.threads);
        expect(clock.sleepers).toBe(0);
        const lastOf = new Map<string, string>();
        for (const { event } of log.requests) {
          expect(event.sequence >= (lastOf.get(event.partitionkey) ?? '')).toBe(true);
          lastOf.set(event.partitionkey, event.sequence);
        }
      }),
      { numRuns: 150 },
    );
  });
});
