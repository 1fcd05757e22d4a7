import { fastifySwagger } from '@fastify/swagger';
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod';
import type { z } from 'zod';
import { problemContentType } from './problem.ts';
import type { Server } from './server-type.ts';

/**
 * Describes every route that is added from now on in OpenAPI 3.1, from the schemas that validate it.
 * `problemResponse` is what any route may answer with a 4xx or 5xx beside what it declares itself.
 */
export function describeRoutes(
  app: Server,
  { title, version, problemResponse }: { title: string; version: string; problemResponse: z.ZodType | undefined },
): void {
  if (problemResponse !== undefined) {
    const problem = (description: string) => ({
      description,
      content: { [problemContentType]: { schema: problemResponse } },
    });
    app.addHook('onRoute', (route) => {
      const declared = route.schema?.response as Record<string, unknown> | undefined;
      const response = {
        '4xx': problem('The request is at fault'),
        '5xx': problem('The service is at fault'),
        ...declared,
      };
      route.schema = { ...route.schema, response };
    });
  }
  const options = {
    openapi: { openapi: '3.1.1', info: { title, version } },
    transform: transformRoute,
    transformObject: jsonSchemaTransformObject,
  };
  // Called, not registered: a registered plugin would load too late to see the routes that are added meanwhile.
  fastifySwagger(app, options, () => {});
}

type Transform = typeof jsonSchemaTransform;

/** jsonSchemaTransform takes one schema for the body: here each content type of a route may have its own. */
const transformRoute: Transform = (input) => {
  const schema = input.schema as { body?: { content?: Record<string, { schema: z.ZodType }> } } | undefined;
  const contents = schema?.body?.content;
  if (contents === undefined) return jsonSchemaTransform(input);
  const ofBody = (body: z.ZodType | undefined) =>
    jsonSchemaTransform({ ...input, schema: { ...input.schema, body } } as typeof input);
  const content = Object.entries(contents).map(([type, { schema: body }]) => [
    type,
    { schema: ofBody(body).schema.body },
  ]);
  const rest = ofBody(undefined);
  return { ...rest, schema: { ...rest.schema, body: { content: Object.fromEntries(content) } } };
};
