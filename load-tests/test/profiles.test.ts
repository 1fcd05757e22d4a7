import { expect, test } from 'vitest';
import { readConfig } from '../lib/config.ts';
import { optionsOf, secondsOf } from '../lib/options.ts';
import { bounds, profileNames, profiles, scenarioNames, stories, storyNames } from '../lib/profiles.ts';

type ArrivalRate = {
  executor: string;
  startRate: number;
  timeUnit: string;
  preAllocatedVUs: number;
  maxVUs: number;
  stages: { duration: string; target: number }[];
};

const scenariosOf = (environment: Record<string, string>) =>
  Object.entries(optionsOf(readConfig(environment)).scenarios ?? {}) as unknown as [string, ArrivalRate][];

test('every scenario belongs to exactly one story', () => {
  expect(storyNames.flatMap((name) => stories[name].scenarios).toSorted()).toEqual([...scenarioNames].toSorted());
});

test.each(profileNames)('%s: arrivals do not wait for answers, and are bounded in rate, number and time', (profile) => {
  const scenarios = scenariosOf({ LOAD_PROFILE: profile });
  expect(scenarios.map(([name]) => name).toSorted()).toEqual([...scenarioNames].toSorted());
  for (const [, { executor, timeUnit, startRate, stages, preAllocatedVUs, maxVUs }] of scenarios) {
    expect(executor).toBe('ramping-arrival-rate');
    expect(timeUnit).toBe('1m');
    const rates = [startRate, ...stages.map(({ target }) => target)];
    expect(rates.every((rate) => Number.isInteger(rate) && rate <= bounds.iterationsPerSecond * 60)).toBe(true);
    expect(preAllocatedVUs).toBeLessThanOrEqual(maxVUs);
    expect(maxVUs).toBeLessThanOrEqual(bounds.virtualUsersPerScenario);
  }
  expect(secondsOf(readConfig({ LOAD_PROFILE: profile }))).toBeLessThanOrEqual(bounds.seconds);
});

test.each(profileNames)('%s: every scenario is judged by failures, latency, checks and dropped arrivals', (profile) => {
  const { thresholds = {} } = optionsOf(readConfig({ LOAD_PROFILE: profile }));
  for (const scenario of scenarioNames) {
    for (const metric of ['http_req_failed', 'checks', 'dropped_iterations']) {
      expect(thresholds).toHaveProperty([`${metric}{scenario:${scenario}}`]);
    }
    expect(thresholds).toHaveProperty([`http_req_duration{scenario:${scenario},kind:quick}`]);
  }
  expect(thresholds).toHaveProperty('forecasts_arrived');
});

test('smoke is short and small', () => {
  expect(secondsOf(readConfig({ LOAD_PROFILE: 'smoke' }))).toBeLessThanOrEqual(30);
  expect(Math.max(...Object.values(profiles.smoke.rates))).toBeLessThanOrEqual(10);
});

test('scales change times and rates, and a stage lasts at least a second', () => {
  const environment = { LOAD_PROFILE: 'spike', LOAD_STORIES: 'ingest', LOAD_TIME_SCALE: '0.1', LOAD_RATE_SCALE: '2' };
  const [[, single]] = scenariosOf(environment) as [[string, ArrivalRate]];
  expect(single.stages.map(({ duration }) => duration)).toEqual(['3s', '1s', '2s', '1s', '6s']);
  expect(single.stages.map(({ target }) => target / 60)).toEqual([80, 640, 640, 80, 80]);
});

test('a threshold of the caller stands beside the ones of the profile', () => {
  const metric = 'http_req_failed{scenario:query}';
  const { thresholds } = optionsOf(readConfig({ LOAD_THRESHOLDS: `${metric}=rate==0;checks=rate>0.5` }));
  expect(thresholds).toMatchObject({ [metric]: ['rate<0.01', 'rate==0'], checks: ['rate>0.5'] });
});
