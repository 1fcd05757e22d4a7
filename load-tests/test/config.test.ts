import { expect, test } from 'vitest';
import { ConfigError, type Environment, readConfig } from '../lib/config.ts';

function faultsOf(environment: Environment): string[] {
  try {
    readConfig(environment);
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
  return [];
}

test('without any variable it is the smoke of the system of pnpm start', () => {
  expect(readConfig({})).toMatchObject({
    profile: 'smoke',
    stories: ['ingest', 'query', 'forecast', 'day'],
    simulationUrl: 'http://127.0.0.1:3001',
    messageQueueUrl: 'http://127.0.0.1:3002',
    guiUrl: 'http://127.0.0.1:3000',
    timeScale: 1,
    rateScale: 1,
    thresholds: {},
  });
});

test('every fault is named at once', () => {
  const faults = faultsOf({
    LOAD_PROFILE: 'smoky',
    LOAD_STORIES: 'ingest,sleep',
    GUI_URL: 'localhost:3000',
    LOAD_RUN: 'Über',
    LOAD_TIME_SCALE: '0',
    LOAD_THRESHOLDS: 'p(95)<3',
  });
  const names = ['LOAD_PROFILE', 'LOAD_STORIES', 'GUI_URL', 'LOAD_RUN', 'LOAD_TIME_SCALE', 'LOAD_THRESHOLDS'];
  expect(faults.map((fault) => fault.split(' ')[0]).toSorted()).toEqual(names.toSorted());
});

test.each(['http://user:secret@host', 'http://host/path', 'ftp://host', 'http://host:123456', 'http://a b'])(
  '%s is no address',
  (url) => {
    expect(faultsOf({ SIMULATION_URL: url })).toHaveLength(1);
  },
);

test('through the gateway only what it admits is run, and the rest is refused by name', () => {
  const gateway = { MESSAGE_QUEUE_URL: 'none' };
  expect(readConfig(gateway)).toMatchObject({ stories: ['day'], messageQueueUrl: undefined });
  expect(faultsOf({ ...gateway, LOAD_STORIES: 'day,ingest,query' })).toEqual([
    expect.stringMatching(/^ingest, query: .*in the mesh$/),
  ]);
});

test('no scale leads beyond the bounds', () => {
  expect(faultsOf({ LOAD_PROFILE: 'soak', LOAD_TIME_SCALE: '3' })).toEqual([expect.stringContaining('at most 7200 s')]);
  expect(faultsOf({ LOAD_PROFILE: 'spike', LOAD_RATE_SCALE: '50' })).toEqual([expect.stringContaining('at most 2000')]);
});
