import { loadConfig, type ConfigError } from '@weather/service-kit';
import { expect, test } from 'vitest';
import { configSchema } from './config.ts';

function faults(environment: Record<string, string>): readonly string[] {
  try {
    loadConfig(configSchema, environment);
    return [];
  } catch (error) {
    return (error as ConfigError).faults;
  }
}

test('each model has the detector that it is known for', () => {
  expect(loadConfig(configSchema, { MODEL: 'v1' }).ANOMALY_DETECTOR).toBe('zscore');
  expect(loadConfig(configSchema, { MODEL: 'v2' }).ANOMALY_DETECTOR).toBe('robust');
  const random = { MODEL: 'v1', ANOMALY_DETECTOR: 'random', ANOMALY_PERCENTAGE: '12.5' };
  expect(loadConfig(configSchema, random)).toMatchObject({ ANOMALY_DETECTOR: 'random', ANOMALY_PERCENTAGE: 12.5 });
});

test.each([
  [{}, 'MODEL: is missing'],
  [{ MODEL: 'v3' }, 'MODEL: Invalid option: expected one of "v1"|"v2"'],
  [{ MODEL: 'v1', ANOMALY_DETECTOR: 'robust' }, 'ANOMALY_DETECTOR: must be zscore or random with MODEL=v1'],
  [{ MODEL: 'v2', ANOMALY_DETECTOR: 'random' }, 'ANOMALY_DETECTOR: must be robust with MODEL=v2'],
  [{ MODEL: 'v1', ANOMALY_PERCENTAGE: '5' }, 'ANOMALY_PERCENTAGE: means something with ANOMALY_DETECTOR=random only'],
  [
    { MODEL: 'v1', MESSAGE_QUEUE_URL: 'message-queue' },
    'MESSAGE_QUEUE_URL: must be an http URL, such as http://message-queue:3001',
  ],
])('%j is refused with a reason', (environment, reason) => {
  expect(faults(environment)).toEqual([reason]);
});
