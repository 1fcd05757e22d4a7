import { parseAllDocuments } from 'yaml';
import { z } from 'zod';

const identitySchema = z.object({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.object({ name: z.string(), namespace: z.string().optional() }),
});

/** One object of a rendered file. */
export interface ManifestDocument extends z.output<typeof identitySchema> {
  yaml: string;
}

export function documentsIn(yaml: string): ManifestDocument[] {
  return parseAllDocuments(yaml)
    .filter((document) => document.contents !== null)
    .map((document) => ({ ...identitySchema.parse(document.toJS()), yaml: document.toString() }));
}

export const joinDocuments = (documents: readonly ManifestDocument[]) =>
  documents.map(({ yaml }) => yaml.replace(/^---\n/, '')).join('\n---\n');

/** Those of `before` that `after` does not have. */
export function vanished(before: readonly ManifestDocument[], after: readonly ManifestDocument[]): ManifestDocument[] {
  const kept = new Set(after.map(keyOf));
  return before.filter((document) => !kept.has(keyOf(document)));
}

const keyOf = ({ apiVersion, kind, metadata }: ManifestDocument) =>
  JSON.stringify([apiVersion.split('/')[0], kind, metadata.namespace, metadata.name]);
