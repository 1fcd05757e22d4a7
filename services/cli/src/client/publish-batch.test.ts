import { eventBatchBodyLimit, eventBatchLength } from '@weather/contracts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { batches } from './publish-batch.ts';

test('batches keep all texts in order, within the limits of length and bytes', () => {
  const text = fc.integer({ min: 1, max: 60_000 }).map((length) => 'é'.repeat(length / 2));
  fc.assert(
    fc.property(fc.array(fc.oneof(text, fc.constant('{}')), { maxLength: 2500 }), (texts) => {
      const cut = batches(texts);
      expect(cut.flat()).toEqual(texts);
      for (const batch of cut) {
        expect(batch.length).toBeGreaterThan(0);
        expect(batch.length).toBeLessThanOrEqual(eventBatchLength);
        expect(Buffer.byteLength(`[${batch.join(',')}]`)).toBeLessThanOrEqual(eventBatchBodyLimit);
      }
    }),
    { numRuns: 30 },
  );
});
