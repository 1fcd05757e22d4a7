import { randomInt } from 'node:crypto';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { ConfigError, type Environment, type LoadConfig, readConfig } from '../lib/config.ts';
import { profileNames, profiles, stories, storyNames } from '../lib/profiles.ts';

/** A wrong use of the command line; the message says what would be right. */
export class UsageError extends Error {}

export interface MeshOptions {
  namespace: string;
  /** Undefined: kubectl's current one, if that is a cluster on this machine. */
  context: string | undefined;
  image: string;
}

export interface LoadOptions {
  /** What the script gets, and nothing else decides what it does. */
  environment: Record<string, string>;
  config: LoadConfig;
  /** Present: k6 runs as a pod in the mesh. */
  mesh: MeshOptions | undefined;
  json: boolean;
  out: string | undefined;
}

const list = (names: readonly string[], what: (name: string) => string) =>
  names.map((name) => `  ${name.padEnd(14)} ${what(name)}`).join('\n');

export const usage = `usage: pnpm load PROFILE [STORY...] [options]

Puts load on the running system with k6 and judges the outcome by thresholds.

profiles
${list(profileNames, (name) => profiles[name as keyof typeof profiles].what)}

stories (default: all that the target admits)
${list(storyNames, (name) => stories[name as keyof typeof stories].what)}

where to
  --port N         the system of pnpm start --port N on this machine (default: 3000)
  --target URL     the ingress gateway: only simulation and page are admitted there
  --in-mesh        run k6 as a pod with a sidecar, beside the services
                   SIMULATION_URL, MESSAGE_QUEUE_URL and GUI_URL override each address
in the mesh
  --namespace NAME (default: weather)      --image IMAGE    (default: K6_IMAGE, else grafana/k6:2.2.0)
  --context NAME   (default: CLUSTER_CONTEXT, else kubectl's current one if that is a cluster on this machine)
how much
  --time-scale F   factor on the profile's times      --rate-scale F   factor on its rates
  --threshold T    one more threshold, METRIC=EXPRESSION, such as 'http_req_failed=rate<0.001'; may be repeated
output
  --json           the summary as JSON on stdout      --out FOLDER     also write it to FOLDER/summary.json

exit codes: 0 every threshold held; 99 one did not, or an acknowledged event is missing; 1 the run was not possible;
2 wrong command line; others as k6 gives them
`;

const flags = {
  port: { type: 'string' },
  target: { type: 'string' },
  'in-mesh': { type: 'boolean', default: false },
  namespace: { type: 'string', default: 'weather' },
  context: { type: 'string' },
  image: { type: 'string' },
  'time-scale': { type: 'string', default: '1' },
  'rate-scale': { type: 'string', default: '1' },
  threshold: { type: 'string', multiple: true, default: [] as string[] },
  json: { type: 'boolean', default: false },
  out: { type: 'string' },
  help: { type: 'boolean', default: false, short: 'h' },
} as const;

/**
 * @returns undefined when help was asked for.
 * @throws UsageError that names every fault.
 */
export function parseOptions(args: string[], environment: Environment, folder: string): LoadOptions | undefined {
  const { values, positionals } = parse(args);
  if (values.help) return undefined;
  const [profile, ...names] = positionals;
  if (profile === undefined) throw new UsageError(`name a profile: ${profileNames.join(', ')}`);
  const { port, target, 'in-mesh': inMesh } = values;
  if ([port, target, inMesh || undefined].filter((place) => place !== undefined).length > 1) {
    throw new UsageError('--port, --target and --in-mesh exclude each other: give one of them');
  }
  const own: Record<string, string> = {
    ...(inMesh ? meshAddresses : target === undefined ? localAddresses(port ?? '3000') : gatewayAddresses(target)),
    LOAD_PROFILE: profile,
    LOAD_STORIES: names.join(','),
    LOAD_TIME_SCALE: values['time-scale'],
    LOAD_RATE_SCALE: values['rate-scale'],
    LOAD_THRESHOLDS: values.threshold.join(';'),
    LOAD_RUN: `${Date.now().toString(36)}${randomInt(36 ** 3).toString(36)}`,
    LOAD_SUMMARY: 'json',
  };
  for (const name of Object.keys(meshAddresses)) own[name] = environment[name] || own[name]!;
  const image = values.image ?? (environment.K6_IMAGE || 'grafana/k6:2.2.0');
  const context = values.context ?? (environment.CLUSTER_CONTEXT || undefined);
  const mesh = { namespace: kubernetesName(values.namespace), context, image };
  return {
    environment: own,
    config: configOf(own),
    mesh: inMesh ? mesh : undefined,
    json: values.json,
    out: values.out === undefined ? undefined : resolve(folder, values.out),
  };
}

const meshAddresses = {
  SIMULATION_URL: 'http://simulation:3001',
  GUI_URL: 'http://gui:3001',
  MESSAGE_QUEUE_URL: 'http://message-queue:3001',
};

function localAddresses(port: string): Record<string, string> {
  const first = /^[0-9]{1,5}$/.test(port) ? Number(port) : 0;
  if (first < 1 || first > 65_531) throw new UsageError(`--port must be a number from 1 to 65531, not ${port}`);
  const url = (offset: number) => `http://127.0.0.1:${first + offset}`;
  return { GUI_URL: url(0), SIMULATION_URL: url(1), MESSAGE_QUEUE_URL: url(2) };
}

const gatewayAddresses = (url: string) => ({ GUI_URL: url, SIMULATION_URL: url, MESSAGE_QUEUE_URL: 'none' });

function kubernetesName(value: string): string {
  if (!/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(value)) throw new UsageError(`${value} is no name of a namespace`);
  return value;
}

function parse(args: string[]) {
  try {
    return parseArgs({ args: args.filter((arg) => arg !== '--'), options: flags, allowPositionals: true });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

/** How a person gave what the script reads from a variable. */
const spoken: Record<string, string> = {
  LOAD_PROFILE: 'PROFILE',
  LOAD_STORIES: 'STORY',
  LOAD_TIME_SCALE: '--time-scale',
  LOAD_RATE_SCALE: '--rate-scale',
  LOAD_THRESHOLDS: '--threshold',
};

function configOf(environment: Record<string, string>): LoadConfig {
  try {
    return readConfig(environment);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const inWords = (fault: string) => fault.replace(/^[A-Z_]+/, (name) => spoken[name] ?? name);
    throw new UsageError(error.faults.map(inWords).join('\n'), { cause: error });
  }
}
