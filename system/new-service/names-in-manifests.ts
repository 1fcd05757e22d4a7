import { parseAllDocuments } from 'yaml';
import { z } from 'zod';

const named = z.looseObject({ name: z.string() });
const match = z.looseObject({ uri: z.record(z.string(), z.string()).default({}) });
const route = z.looseObject({ name: z.string().optional(), match: z.array(match).default([]) });

/** An object, such as of Kubernetes; or a kustomization, which makes ConfigMaps of files. */
const manifestSchema = z.looseObject({
  kind: z.string(),
  metadata: named.optional(),
  configMapGenerator: z.array(named).default([]),
});
const routesSchema = z.looseObject({
  kind: z.literal('VirtualService'),
  spec: z.looseObject({ http: z.array(route).default([]) }),
});

/** Names that the manifests in a text give: to objects, to routes, and to what stands below /api/v1. */
export function namesIn(text: string): string[] {
  return parseAllDocuments(text).flatMap((document) => {
    const content: unknown = document.toJS();
    const manifest = manifestSchema.safeParse(content).data;
    const routes = routesSchema.safeParse(content).data?.spec.http ?? [];
    return [
      ...(manifest?.metadata === undefined ? [] : [manifest.metadata.name]),
      ...(manifest?.configMapGenerator ?? []).map(({ name }) => name),
      ...routes.flatMap(({ name }) => name ?? []),
      ...routes.flatMap(pathsBelow),
    ];
  });
}

const pathsBelow = (one: z.output<typeof route>): string[] =>
  one.match.flatMap(({ uri }) => Object.values(uri).flatMap((path) => /^\/api\/v1\/([\w-]+)/.exec(path)?.[1] ?? []));
