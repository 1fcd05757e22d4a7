import { z } from 'zod';

/** What every service answers beside its own routes. */
export const livenessPath = '/livez';
export const readinessPath = '/readyz';
export const metricsPath = '/metrics';
export const openApiPath = '/openapi.json';

export const healthSchema = z.strictObject({
  status: z.enum(['ok', 'not-ready']),
  checks: z.record(z.string(), z.string()).describe('per check `ok` or what is wrong'),
});

/** Headers that each answer carries. */
export const servedByHeader = 'x-served-by';
export const versionHeader = 'x-version';
