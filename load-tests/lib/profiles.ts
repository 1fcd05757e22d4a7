/** Scenarios by name; a story is made of one or two of them. */
export const scenarioNames = ['ingest_single', 'ingest_batch', 'query', 'forecast', 'day_in_the_life'] as const;

export type ScenarioName = (typeof scenarioNames)[number];

export interface Story {
  what: string;
  scenarios: ScenarioName[];
  /** Whether it speaks to message-queue, which the ingress gateway does not admit. */
  needsMessageQueue: boolean;
}

export const storyNames = ['ingest', 'query', 'forecast', 'day'] as const;

export type StoryName = (typeof storyNames)[number];

export const stories: Record<StoryName, Story> = {
  ingest: {
    what: 'stations post readings, one by one and in batches of 20',
    scenarios: ['ingest_single', 'ingest_batch'],
    needsMessageQueue: true,
  },
  query: {
    what: 'someone reads observations and events, page by page',
    scenarios: ['query'],
    needsMessageQueue: true,
  },
  forecast: {
    what: 'a reading goes in, the forecasts of both models come out',
    scenarios: ['forecast'],
    needsMessageQueue: true,
  },
  day: {
    what: 'someone starts a simulation, opens the page, looks at the chart, then at readings and anomalies',
    scenarios: ['day_in_the_life'],
    needsMessageQueue: false,
  },
};

/** A stretch of a profile: within `seconds` the load goes, in a straight line, to `level` times the base rate. */
export interface Stage {
  seconds: number;
  level: number;
}

export interface Profile {
  what: string;
  /** Iterations per second at level 1. Arrivals do not wait for answers, so that a slow system is not spared. */
  rates: Record<ScenarioName, number>;
  startLevel: number;
  stages: Stage[];
  /** The system may be asked for more than it can do: slower answers are in order, and so is 429. */
  strained: boolean;
}

export const profileNames = ['smoke', 'average', 'stress', 'spike', 'soak'] as const;

export type ProfileName = (typeof profileNames)[number];

/** 140 readings a second in all: seven hundred stations that report every five seconds. */
const everyday = { ingest_single: 80, ingest_batch: 3, query: 5, forecast: 1, day_in_the_life: 0.1 };

export const profiles: Record<ProfileName, Profile> = {
  smoke: {
    what: 'does everything work at all? A little of each story for 20 s',
    rates: { ingest_single: 5, ingest_batch: 0.5, query: 2, forecast: 1, day_in_the_life: 0.2 },
    startLevel: 1,
    stages: [{ seconds: 20, level: 1 }],
    strained: false,
  },
  average: {
    what: 'an ordinary day: five minutes at the everyday rate',
    rates: everyday,
    startLevel: 0,
    stages: [
      { seconds: 30, level: 1 },
      { seconds: 240, level: 1 },
      { seconds: 30, level: 0 },
    ],
    strained: false,
  },
  stress: {
    what: 'more than usual, in steps to three times the everyday rate',
    rates: everyday,
    startLevel: 0,
    stages: [
      { seconds: 20, level: 1 },
      { seconds: 60, level: 1 },
      { seconds: 20, level: 2 },
      { seconds: 60, level: 2 },
      { seconds: 20, level: 3 },
      { seconds: 120, level: 3 },
      { seconds: 20, level: 0 },
    ],
    strained: true,
  },
  spike: {
    what: 'all at once: eight times the rate within two seconds, for twenty, then quiet again',
    rates: { ingest_single: 40, ingest_batch: 1, query: 2, forecast: 0.5, day_in_the_life: 0.05 },
    startLevel: 1,
    stages: [
      { seconds: 30, level: 1 },
      { seconds: 2, level: 8 },
      { seconds: 20, level: 8 },
      { seconds: 2, level: 1 },
      { seconds: 60, level: 1 },
    ],
    strained: true,
  },
  soak: {
    what: 'the everyday rate for an hour: does anything grow, leak or wear out?',
    rates: everyday,
    startLevel: 0,
    stages: [
      { seconds: 60, level: 1 },
      { seconds: 3480, level: 1 },
      { seconds: 60, level: 0 },
    ],
    strained: false,
  },
};

/** What no run may exceed, whatever profile and scales are asked for. */
export const bounds = { iterationsPerSecond: 2000, virtualUsersPerScenario: 150, seconds: 7200 };
