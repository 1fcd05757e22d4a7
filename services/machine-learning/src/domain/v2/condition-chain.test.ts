import { weatherConditionWords } from '@weather/contracts';
import { expect, test } from 'vitest';
import { byWord, observeWord, probabilities } from './condition-chain.ts';

test('learns how often one word follows another', () => {
  const chain = new Float32Array(weatherConditionWords.length * 2);
  const rain = weatherConditionWords.indexOf('rain');
  for (let step = 0; step < 20_000; step++) {
    // After rain (covariate 1) it rains three times in four, after none once in four.
    const wet = step % 2;
    const rains = Math.abs(Math.sin(step * 12.9898) * 43758.5453) % 1 < (wet === 1 ? 0.75 : 0.25);
    observeWord(chain, Float32Array.of(1, wet), rains ? rain : 0, 0.02);
  }
  expect(byWord(probabilities(chain, Float32Array.of(1, 1))).rain).toBeCloseTo(0.75, 1);
  expect(byWord(probabilities(chain, Float32Array.of(1, 0))).rain).toBeCloseTo(0.25, 1);
});

test('probabilities sum to 1 and none is 0, however sure the chain is', () => {
  const chain = new Float32Array(weatherConditionWords.length).fill(-1000);
  chain[0] = 1000;
  const forecast = probabilities(chain, Float32Array.of(1));
  expect(forecast.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 12);
  expect(Math.min(...forecast)).toBeGreaterThan(0);
});
