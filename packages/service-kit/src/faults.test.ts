import { describe, expect, it } from 'vitest';
import { createFaultHook, createFaultSequence } from './faults.ts';
import { testConfig } from './testing.ts';

const switches = { FAULT_ERROR_RATE: 0.2, FAULT_DELAY_RATE: 0.3, FAULT_DELAY_MS: 50, FAULT_SEED: 7 };
const draw = (overrides: object, count = 10_000) => {
  const next = createFaultSequence(testConfig({ ...switches, ...overrides }));
  return Array.from({ length: count }, next);
};

describe('fault switches', () => {
  it('are off by default', () => {
    expect(createFaultHook(testConfig(), () => false)).toBeUndefined();
  });

  it('draw the same faults from the same seed, others from another', () => {
    expect(draw({})).toEqual(draw({}));
    expect(draw({})).not.toEqual(draw({ FAULT_SEED: 8 }));
  });

  it('keep to their rates', () => {
    const faults = draw({});
    // Binomial with n = 10,000: five standard deviations are 0.02 and 0.023.
    expect(faults.filter((fault) => fault.errorStatus === 503).length / 10_000).toBeCloseTo(0.2, 1);
    expect(Math.abs(faults.filter((fault) => fault.delayMs === 50).length / 10_000 - 0.3)).toBeLessThan(0.023);
  });

  it('delay the same requests whatever the error rate', () => {
    const [never, often] = [0, 0.9].map((rate) => draw({ FAULT_ERROR_RATE: rate }).map((fault) => fault.delayMs));
    expect(never).toEqual(often);
  });
});
