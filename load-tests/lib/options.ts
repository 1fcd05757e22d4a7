import type { Options, Scenario } from 'k6/options';
import type { LoadConfig } from './config.ts';
import { type Profile, type ScenarioName, bounds, profiles, stories } from './profiles.ts';
import { thresholdsOf } from './thresholds.ts';

/** How long an iteration takes when all is well, and when the system is slow: this bounds the virtual users. */
const iterationSeconds: Record<ScenarioName, { usual: number; slow: number }> = {
  ingest_single: { usual: 0.5, slow: 5 },
  ingest_batch: { usual: 0.5, slow: 10 },
  query: { usual: 0.5, slow: 10 },
  forecast: { usual: 2, slow: 30 },
  day_in_the_life: { usual: 8, slow: 40 },
};

/** Rates are written per minute, since k6 wants whole numbers and some scenarios start less than once a second. */
const perMinute = (rate: number) => Math.max(1, Math.round(rate * 60));

/** @returns the options of a run: its scenarios, with arrivals that do not wait for answers, and its thresholds. */
export function optionsOf(config: LoadConfig): Options {
  const profile = profiles[config.profile];
  const chosen = config.stories.flatMap((name) => stories[name].scenarios);
  const thresholds: Record<string, string[]> = {};
  for (const name of chosen) {
    const planned = plannedIterations(profile, name, config);
    Object.assign(thresholds, thresholdsOf(name, { planned, strained: profile.strained }));
  }
  for (const [metric, expressions] of Object.entries(config.thresholds)) {
    thresholds[metric] = [...(thresholds[metric] ?? []), ...expressions];
  }
  return {
    scenarios: Object.fromEntries(chosen.map((name) => [name, scenarioOf(profile, name, config)])),
    thresholds,
    summaryTrendStats: ['count', 'med', 'p(95)', 'p(99)', 'max'],
    userAgent: 'weather-load-tests',
    setupTimeout: '30s',
    teardownTimeout: '5m',
  };
}

function scenarioOf(profile: Profile, name: ScenarioName, { rateScale, timeScale }: LoadConfig): Scenario {
  const rate = profile.rates[name] * rateScale;
  const peak = rate * Math.max(profile.startLevel, ...profile.stages.map((stage) => stage.level));
  const { usual, slow } = iterationSeconds[name];
  const users = (seconds: number) => Math.min(bounds.virtualUsersPerScenario, Math.ceil(peak * seconds) + 1);
  return {
    executor: 'ramping-arrival-rate',
    exec: name,
    timeUnit: '1m',
    startRate: perMinute(rate * profile.startLevel),
    preAllocatedVUs: users(usual),
    maxVUs: users(slow),
    stages: profile.stages.map(({ seconds, level }) => ({
      duration: `${Math.max(1, Math.round(seconds * timeScale))}s`,
      target: perMinute(rate * level),
    })),
    gracefulStop: '30s',
  };
}

/** Area under the line of arrivals. */
function plannedIterations(profile: Profile, name: ScenarioName, { rateScale, timeScale }: LoadConfig): number {
  let level = profile.startLevel;
  let sum = 0;
  for (const stage of profile.stages) {
    sum += ((level + stage.level) / 2) * stage.seconds;
    ({ level } = stage);
  }
  return sum * timeScale * rateScale * profile.rates[name];
}

/** Seconds until the last arrival. */
export function secondsOf({ profile, timeScale }: LoadConfig): number {
  return profiles[profile].stages.reduce((sum, { seconds }) => sum + Math.max(1, Math.round(seconds * timeScale)), 0);
}
