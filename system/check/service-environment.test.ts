import { expect, test } from 'vitest';
import { environmentFaults } from './service-environment.ts';

test('what a service knows and takes is no fault, nor is what OpenTelemetry reads', () => {
  expect(environmentFaults('simulation', { PORT: '3001', LOG_LEVEL: '', OTEL_SERVICE_NAME: 'simulation' })).toEqual([]);
});

test('a name that was misspelt, a value that is refused and one that is missing are each a fault', () => {
  expect(environmentFaults('machine-learning', { MESAGE_QUEUE_URL: 'http://x', PORT: 'http' })).toEqual([
    'MESAGE_QUEUE_URL: machine-learning knows no such variable',
    'PORT: must be a whole number',
    expect.stringMatching(/^MODEL: /),
  ]);
});

test('a service that does not exist is a fault', () => {
  expect(environmentFaults('weather', {})).toHaveLength(1);
});
