import { z } from 'zod';

/** What every service answers beside its own routes. */
export const readinessPath = '/readyz';
export const openApiPath = '/openapi.json';

export const healthSchema = z.strictObject({
  status: z.enum(['ok', 'not-ready']),
  checks: z.record(z.string(), z.string()).describe('per check `ok` or what is wrong'),
});
