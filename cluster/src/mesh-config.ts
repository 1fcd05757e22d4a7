import { isDeepStrictEqual } from 'node:util';
import { type Document, isMap, parseDocument } from 'yaml';
import { z } from 'zod';
import { Failure } from './failure.ts';

const providerSchema = z.looseObject({ name: z.string().min(1) });

export type Provider = z.output<typeof providerSchema>;

const meshSchema = z.looseObject({ extensionProviders: z.array(providerSchema).nullish() });

/** Extension providers that a mesh configuration (YAML) names. */
export function providersIn(mesh: string): Provider[] {
  return meshSchema.nullable().parse(read(mesh).toJS())?.extensionProviders ?? [];
}

/**
 * The mesh configuration with these providers in it; everything else, comments and order too, stays as it is. One
 * that is there already is left alone, and with other content a Failure. `added` are the names that were put in.
 */
export function withProviders(mesh: string, wanted: readonly Provider[]): { mesh: string; added: string[] } {
  const theirs = providersIn(mesh);
  const added = wanted.filter((provider) => {
    const same = theirs.find(({ name }) => name === provider.name);
    if (same === undefined) return true;
    if (isDeepStrictEqual(same, provider)) return false;
    throw new Failure(
      `the mesh already has an extension provider ${provider.name} with another content`,
      'Rename or remove it: kubectl -n istio-system edit configmap istio',
    );
  });
  if (added.length === 0) return { mesh, added: [] };
  const document = read(mesh);
  if (theirs.length === 0) document.set('extensionProviders', document.createNode(added));
  else for (const provider of added) document.addIn(['extensionProviders'], document.createNode(provider));
  return { mesh: write(document, mesh), added: added.map(({ name }) => name) };
}

/** The mesh configuration without the providers of these names, and without an empty list of them. */
export function withoutProviders(mesh: string, names: readonly string[]): string {
  const left = providersIn(mesh).filter(({ name }) => !names.includes(name));
  if (left.length === providersIn(mesh).length) return mesh;
  const document = read(mesh);
  if (left.length === 0) document.delete('extensionProviders');
  else {
    const at = providersIn(mesh).flatMap(({ name }, index) => (names.includes(name) ? [index] : []));
    for (const index of at.toReversed()) document.deleteIn(['extensionProviders', index]);
  }
  return write(document, mesh);
}

function read(mesh: string): Document {
  const document = parseDocument(mesh);
  const [error] = document.errors;
  if (error !== undefined) throw new Failure(`the mesh configuration of the cluster is not YAML: ${error.message}`);
  if (document.contents !== null && !isMap(document.contents))
    throw new Failure('the mesh configuration of the cluster is not a mapping');
  return document;
}

/** Istio's own text ends without a newline; what we write ends as it did. */
function write(document: Document, before: string): string {
  const text = document.toString({ lineWidth: 0, flowCollectionPadding: false });
  return before.endsWith('\n') ? text : text.trimEnd();
}
