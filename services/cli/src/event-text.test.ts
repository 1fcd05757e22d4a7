import { eventTypes, type StoredEvent } from '@weather/contracts';
import { expect, test } from 'vitest';
import { summary } from './event-text.ts';

function anomaly(value: number, lower: number, upper: number) {
  const data = { model: { name: 'v1' }, kind: 'spike', value, expected: { lower, upper } };
  return summary({ type: eventTypes.anomaly, data } as unknown as StoredEvent);
}

test.each([
  [19.61, 4.8, 9.62, '19.6 °C, expected 4.8 to 9.6'],
  [9.64, 4.8, 9.58, '9.64 °C, expected 4.80 to 9.58'],
  [4.801, 4.804, 9.6, '4.801 °C, expected 4.804 to 9.600'],
  [9.6, 9.6, 12, '9.6 °C, expected 9.6 to 12.0'],
])('%d against %d to %d does not seem to be what it is not', (value, lower, upper, text) => {
  expect(anomaly(value, lower, upper)).toBe(`v1 spike: ${text}`);
});
