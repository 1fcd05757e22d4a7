import { z } from 'zod';
import { services } from '../../images/src/services.ts';

const moduleSchema = z.object({ configSchema: z.custom<z.ZodType>((value) => value instanceof z.ZodType) });

async function configSchemaOf(service: string): Promise<[string, z.ZodType]> {
  const file = new URL(`../../services/${service}/src/config.ts`, import.meta.url);
  return [service, moduleSchema.parse(await import(file.href)).configSchema];
}

/** What each service reads from its environment, by the name of the service. */
export const configSchemas: Readonly<Record<string, z.ZodType>> = Object.fromEntries(
  await Promise.all(services.map(configSchemaOf)),
);
