import { hostname } from 'node:os';
import { z } from 'zod';

/** Thrown when the environment does not fit a service's schema; `faults` holds one line per variable. */
export class ConfigError extends Error {
  override name = 'ConfigError';
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(faults.join('\n'));
    this.faults = faults;
  }
}

/** A whole number. Digits only: what `Number` would also take ('', hex, exponents) is more likely a slip. */
export function wholeNumberVariable(minimum: number, maximum: number) {
  return z
    .string()
    .regex(/^-?[0-9]{1,16}$/, 'must be a whole number')
    .transform(Number)
    .pipe(z.int().min(minimum).max(maximum));
}

/** A plain decimal number without an exponent. */
export function decimalVariable(minimum: number, maximum: number) {
  return z
    .string()
    .regex(/^-?[0-9]{1,16}(\.[0-9]{1,16})?$/, 'must be a decimal number')
    .transform(Number)
    .pipe(z.number().min(minimum).max(maximum));
}

/** `true` or `false`, nothing else. */
export const flagVariable = z.enum(['true', 'false']).transform((value) => value === 'true');

/** Values with commas between them; blanks around a value do not count. */
export const listVariable = z.string().transform((value) =>
  value
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== ''),
);

const milliseconds = wholeNumberVariable(0, 24 * 60 * 60 * 1000);

/** What every service reads from its environment; spread it into the service's own schema. */
export const serviceConfigFields = {
  HOST: z.string().default('0.0.0.0').describe('address to listen on'),
  PORT: wholeNumberVariable(0, 65_535).default(3001).describe('0 draws a free one'),
  LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'])
    .default('info')
    .describe('least grave line that is logged'),
  POD_NAME: z
    .string()
    .default(() => hostname())
    .describe('what answers say in x-served-by'),
  SERVICE_VERSION: z.string().default('dev').describe('what answers say in x-version'),
  SHUTDOWN_WAIT_MS: milliseconds.default(0).describe('not ready, but still serving, before anything closes'),
  SHUTDOWN_DEADLINE_MS: milliseconds.default(10_000).describe('for all of the stop together'),
  KEEP_ALIVE_TIMEOUT_MS: milliseconds.default(65_000).describe('longer than the proxy in front keeps idle connections'),
  FORWARD_HEADERS: listVariable
    .transform((names) => names.map((name) => name.toLowerCase()))
    .default([])
    .describe('request headers to pass on, beside those of tracing'),
  CHECK_ANSWERS: flagVariable.default(false).describe('hold every answer against its schema: for tests, it costs'),
  FAULT_ERROR_RATE: decimalVariable(0, 1).default(0).describe('share of requests that fail on purpose'),
  FAULT_ERROR_STATUS: wholeNumberVariable(400, 599).default(503).describe('what they are answered'),
  FAULT_DELAY_RATE: decimalVariable(0, 1).default(0).describe('share of requests that are held back on purpose'),
  FAULT_DELAY_MS: milliseconds.default(0).describe('for how long'),
  FAULT_SEED: wholeNumberVariable(0, 2 ** 32 - 1)
    .default(1)
    .describe('the same seed picks the same requests, counted from the start'),
};

export type ServiceConfig = z.output<z.ZodObject<typeof serviceConfigFields>>;

/**
 * Reads a service's configuration. An empty variable counts as absent: compose files and manifests
 * leave them so to mean the default.
 *
 * @throws {ConfigError} every fault at once, by variable name and never with the value
 */
export function loadConfig<S extends z.ZodType>(schema: S, env: NodeJS.ProcessEnv = process.env): z.output<S> {
  const present = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const result = schema.safeParse(present);
  if (result.success) return result.data;
  const faults = result.error.issues.map((issue) => {
    const [name = 'environment', ...inside] = issue.path.map(String);
    const missing = issue.path.length === 1 && present[name] === undefined;
    return `${name}${inside.map((step) => `/${step}`).join('')}: ${missing ? 'is missing' : issue.message}`;
  });
  throw new ConfigError(faults);
}
