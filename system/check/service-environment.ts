import { z } from 'zod';
import { loadConfig } from '../../packages/service-kit/src/config.ts';
import { demonstrationConfigSchema } from '../../images/src/demonstration-config.ts';
import { configSchemas } from './config-schemas.ts';

const schemas: Record<string, z.ZodType> = { ...configSchemas, demonstration: demonstrationConfigSchema };

/** Read by others than the service's own configuration: OpenTelemetry's SDK, and Node itself. */
const foreign = /^(OTEL_|NODE_)/;

/**
 * What is wrong with an environment that a manifest gives to a service, in one line per variable: those that the
 * service does not know, and those whose value it refuses. None is a fault when it is empty.
 */
export function environmentFaults(service: string, environment: Record<string, string>): string[] {
  const schema = schemas[service];
  if (schema === undefined) return [`${service}: there is no such service`];
  const known = variablesOf(schema);
  const unknown = Object.keys(environment).filter((name) => !known.has(name) && !foreign.test(name));
  const faults = unknown.map((name) => `${name}: ${service} knows no such variable`);
  try {
    loadConfig(schema, environment);
  } catch (error) {
    faults.push(...(error as Error).message.split('\n'));
  }
  return faults;
}

function variablesOf(schema: z.ZodType): Set<string> {
  const fields = schema instanceof z.ZodPipe ? schema.in : schema;
  if (!(fields instanceof z.ZodObject)) throw new TypeError('a configuration is a zod object, or made of one');
  return new Set(Object.keys(fields.shape));
}
