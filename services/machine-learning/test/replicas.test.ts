import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DeliveryWorld, scenario } from './delivery-world.ts';
import { comparable } from './memory-log.ts';
import { rightResults } from './reference.ts';
import { stubModel } from './stub-model.ts';

test('any replicas, order, loss, repeat and crash publish what one replica would that got all in order', async () => {
  await fc.assert(
    fc.asyncProperty(scenario, fc.scheduler(), async (given, scheduler) => {
      const world = new DeliveryWorld(given, scheduler);
      await world.run();
      const right = rightResults(stubModel, world.log.stored);
      expect(comparable(world.log.results.values())).toEqual(comparable(right));
    }),
    { numRuns: 400 },
  );
});
