import { openApiPath } from '@weather/contracts';
import { request } from 'undici';
import { z } from 'zod';

const openApiSchema = z.object({
  openapi: z.string().startsWith('3.1'),
  paths: z.record(
    z.string(),
    z.record(
      z.string(),
      z.object({
        parameters: z.array(z.object({ name: z.string(), in: z.string() })).optional(),
        requestBody: z.object({ content: z.record(z.string(), z.unknown()) }).optional(),
      }),
    ),
  ),
});

/** One route of a running service, as its own OpenAPI document describes it. */
export interface Operation {
  origin: string;
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  path: string;
  queryNames: string[];
  contentTypes: string[];
}

/** Every operation that the service at `origin` documents. */
export async function operationsOf(origin: string): Promise<Operation[]> {
  const { body } = await request(origin + openApiPath);
  const document = openApiSchema.parse(await body.json());
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { parameters = [], requestBody }]) => ({
      origin,
      method: method.toUpperCase() as Operation['method'],
      path,
      queryNames: parameters.filter((parameter) => parameter.in === 'query').map(({ name }) => name),
      contentTypes: Object.keys(requestBody?.content ?? {}),
    })),
  );
}
