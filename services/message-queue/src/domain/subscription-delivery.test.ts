import { eventTypes, type EventType } from '@weather/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DeliverySimulation } from '../../test/delivery-simulation.ts';

const all: EventType[] = [eventTypes.observation];

describe('delivery to one sink', () => {
  it('gives each event to the sink or to the dead letters, first deliveries in order per station, across crashes', async () => {
    const runs = fc.record({
      seed: fc.integer(),
      stations: fc.integer({ min: 1, max: 12 }),
      events: fc.integer({ min: 0, max: 300 }),
      window: fc.integer({ min: 1, max: 8 }),
      laneDepth: fc.integer({ min: 1, max: 6 }),
      lookahead: fc.integer({ min: 1, max: 30 }),
      failureRate: fc.constantFrom(0, 0.1, 0.5, 0.9),
      badStation: fc.boolean(),
      crashes: fc.integer({ min: 0, max: 3 }),
    });
    await fc.assert(
      fc.asyncProperty(runs, async (run) => {
        const simulation = new DeliverySimulation({ ...run, attempts: 4, types: all });
        await simulation.run();
        expect(simulation.missing()).toEqual([]);
        expect(simulation.disorder()).toEqual([]);
        expect(simulation.mostInFlight).toBeLessThanOrEqual(run.window);
        expect(simulation.overlaps).toBe(0);
        expect(simulation.delivery.position()).toBe(simulation.lastPosition());
        expect(simulation.delivery.inFlight + simulation.delivery.waiting).toBe(0);
        expect(run.crashes > 0 || simulation.repeats() === 0).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it('redrives dead letters until none is left', async () => {
    const simulation = new DeliverySimulation({
      seed: 1,
      stations: 5,
      events: 200,
      window: 4,
      laneDepth: 3,
      lookahead: 20,
      failureRate: 0.6,
      badStation: false,
      crashes: 0,
      attempts: 2,
      types: all,
    });
    await simulation.run();
    const dead = simulation.deadLetters();
    expect(dead.length).toBeGreaterThan(20);
    simulation.failureRate = 0;
    await simulation.redriveAll();
    expect(simulation.deadLetters()).toEqual([]);
    expect(dead.every((position) => simulation.wasDelivered(position))).toBe(true);
  });

  it('finishes a redrive, without pushing twice, although the disk is full for a while', async () => {
    const simulation = new DeliverySimulation({
      seed: 5,
      stations: 3,
      events: 60,
      window: 4,
      laneDepth: 3,
      lookahead: 20,
      failureRate: 1,
      badStation: false,
      crashes: 0,
      attempts: 1,
      types: all,
    });
    simulation.refusedWrites = 10;
    await simulation.run();
    expect(simulation.missing()).toEqual([]);
    simulation.failureRate = 0;
    simulation.refusedWrites = 10;
    await simulation.redriveAll();
    expect(simulation.deadLetters()).toEqual([]);
    expect(simulation.repeats()).toBe(0);
  });

  it('lets other stations pass while one waits, and keeps only its head in memory', async () => {
    const simulation = new DeliverySimulation({
      seed: 2,
      stations: 4,
      events: 2000,
      window: 4,
      laneDepth: 4,
      lookahead: 16,
      failureRate: 0,
      badStation: true,
      crashes: 0,
      attempts: 1000,
      types: all,
    });
    simulation.publishAll();
    await simulation.runUntil(() => simulation.goodStationsDone());
    expect(simulation.delivery.waiting + simulation.delivery.inFlight).toBe(1);
    expect(simulation.largestRead).toBeLessThanOrEqual(16);
    expect(simulation.delivery.position()).toBeLessThan(10);
  });

  it('stops at 410 and keeps what was not delivered', async () => {
    const simulation = new DeliverySimulation({
      seed: 3,
      stations: 8,
      events: 30,
      window: 3,
      laneDepth: 4,
      lookahead: 16,
      failureRate: 0,
      badStation: false,
      crashes: 0,
      attempts: 3,
      types: all,
    });
    // Some wait for their next try when another is answered that there will be none.
    simulation.answer = (position) => {
      if (position < 10) return { status: 204 };
      return position < 13 ? { status: 429, retryAfterMs: 3_600_000 } : { status: 410 };
    };
    await simulation.run();
    expect(simulation.delivery.state).toBe('gone');
    expect([simulation.delivery.waiting, simulation.delivery.inFlight]).toEqual([0, 0]);
    expect(simulation.deadLetters()).toEqual([]);
    expect(simulation.delivery.position()).toBe(9);
  });
});
