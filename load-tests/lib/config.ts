import {
  type ProfileName,
  type StoryName,
  bounds,
  profileNames,
  profiles,
  scenarioNames,
  stories,
  storyNames,
} from './profiles.ts';

/** What a run is to do. Read from the environment, because that is all that k6 passes to a script. */
export interface LoadConfig {
  profile: ProfileName;
  stories: StoryName[];
  simulationUrl: string;
  guiUrl: string;
  /** Undefined through the ingress gateway, which does not admit message-queue. */
  messageQueueUrl: string | undefined;
  /** Part of every station's name, so that a second run is no repeat of the first. */
  run: string | undefined;
  /** Factors on the profile's times and rates. */
  timeScale: number;
  rateScale: number;
  /** Thresholds on top of the profile's, by metric. */
  thresholds: Record<string, string[]>;
  /** text: the summary for people; json: one line of JSON that a program can find. */
  summary: 'text' | 'json';
}

export type Environment = Record<string, string | undefined>;

/** Everything that is wrong, one sentence each. */
export class ConfigError extends Error {
  readonly faults: string[];

  constructor(faults: string[]) {
    super(faults.join('\n'));
    this.faults = faults;
  }
}

/** In front of the line of JSON in the output of a run with `LOAD_SUMMARY=json`. */
export const summaryMark = 'load-summary: ';

/** @throws ConfigError that names every variable with a wrong value, and what would be right. */
export function readConfig(environment: Environment): LoadConfig {
  const faults: string[] = [];
  const reader = createReader(environment, faults);
  const config: LoadConfig = {
    profile: reader.choice('LOAD_PROFILE', profileNames, 'smoke'),
    stories: reader.stories(),
    simulationUrl: reader.origin('SIMULATION_URL', 'http://127.0.0.1:3001')!,
    guiUrl: reader.origin('GUI_URL', 'http://127.0.0.1:3000')!,
    messageQueueUrl: reader.origin('MESSAGE_QUEUE_URL', 'http://127.0.0.1:3002', 'none'),
    run: reader.run(),
    timeScale: reader.scale('LOAD_TIME_SCALE'),
    rateScale: reader.scale('LOAD_RATE_SCALE'),
    thresholds: readThresholds(environment, faults),
    summary: reader.choice('LOAD_SUMMARY', ['text', 'json'], 'text'),
  };
  if (faults.length === 0) faults.push(...contradictions(config));
  if (faults.length > 0) throw new ConfigError(faults);
  return config;
}

function contradictions({ profile, stories: chosen, messageQueueUrl, timeScale, rateScale }: LoadConfig): string[] {
  const faults: string[] = [];
  const unreachable = chosen.filter((name) => messageQueueUrl === undefined && stories[name].needsMessageQueue);
  if (unreachable.length > 0) {
    faults.push(
      `${unreachable.join(', ')}: speaks to message-queue, which the gateway does not admit; run it in the mesh`,
    );
  }
  const { stages, rates } = profiles[profile];
  const seconds = stages.reduce((sum, stage) => sum + stage.seconds, 0) * timeScale;
  if (seconds > bounds.seconds) faults.push(`LOAD_TIME_SCALE: would take ${seconds} s, at most ${bounds.seconds} s`);
  const level = Math.max(...stages.map((stage) => stage.level)) * rateScale;
  const peak = Math.max(...scenarioNames.map((name) => rates[name])) * level;
  if (peak > bounds.iterationsPerSecond) {
    faults.push(`LOAD_RATE_SCALE: would make ${peak} requests a second, at most ${bounds.iterationsPerSecond}`);
  }
  return faults;
}

function createReader(environment: Environment, faults: string[]) {
  const text = (name: string) => environment[name] || undefined;
  const wrong = (name: string, expected: string) => void faults.push(`${name} must be ${expected}`);
  return {
    choice<Value extends string>(name: string, values: readonly Value[], fallback: Value): Value {
      const value = text(name) ?? fallback;
      const found = values.find((candidate) => candidate === value);
      if (found === undefined) wrong(name, `one of ${values.join(', ')}`);
      return found ?? fallback;
    },
    stories(): StoryName[] {
      const value = text('LOAD_STORIES');
      if (value === undefined) return text('MESSAGE_QUEUE_URL') === 'none' ? ['day'] : [...storyNames];
      const names = new Set(value.split(','));
      const found = storyNames.filter((name) => names.has(name));
      if (found.length !== names.size) wrong('LOAD_STORIES', `some of ${storyNames.join(',')}`);
      return found;
    },
    origin(name: string, fallback: string, absent?: string): string | undefined {
      const value = text(name) ?? fallback;
      if (value === absent) return undefined;
      if (!/^https?:\/\/[A-Za-z0-9._-]+(:[0-9]{1,5})?\/?$/.test(value)) {
        wrong(name, `scheme, host and port, such as ${fallback}`);
      }
      return value.replace(/\/$/, '');
    },
    run(): string | undefined {
      const value = text('LOAD_RUN');
      if (value !== undefined && !/^[a-z0-9]{1,20}$/.test(value))
        wrong('LOAD_RUN', '1 to 20 lower-case letters or digits');
      return value;
    },
    scale(name: string): number {
      const value = text(name) ?? '1';
      const factor = /^[0-9]{1,4}(\.[0-9]{1,6})?$/.test(value) ? Number(value) : 0;
      if (factor <= 0 || factor > 100) wrong(name, 'a factor above 0, at most 100, such as 0.1');
      return factor;
    },
  };
}

/** `metric=expression`, with semicolons between them: `http_req_duration{scenario:query}=p(95)<50`. */
function readThresholds({ LOAD_THRESHOLDS: value }: Environment, faults: string[]): Record<string, string[]> {
  const thresholds: Record<string, string[]> = {};
  for (const item of value ? value.split(';') : []) {
    const match = /^([a-z_]+(?:\{[a-z_:,]+\})?)=((?:p\([0-9.]+\)|[a-z]+)(?:[<>]=?|==)[0-9.]+)$/.exec(item.trim());
    if (match === null) {
      faults.push('LOAD_THRESHOLDS must be METRIC=EXPRESSION, such as http_req_failed=rate<0.001');
    } else (thresholds[match[1]!] ??= []).push(match[2]!);
  }
  return thresholds;
}
