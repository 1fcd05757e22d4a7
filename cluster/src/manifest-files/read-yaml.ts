import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import type { z } from 'zod';
import { root } from '../places.ts';

/** All documents of one of the project's YAML files, each checked against a schema. */
export function readDocuments<S extends z.ZodType>(schema: S, file: string): z.output<S>[] {
  return parseAllDocuments(readFileSync(join(root, file), 'utf8'), { merge: true }).map((document) =>
    schema.parse(document.toJS()),
  );
}

/** The only document of a file. */
export function readDocument<S extends z.ZodType>(schema: S, file: string): z.output<S> {
  const documents = readDocuments(schema, file);
  if (documents.length !== 1) throw new Error(`${file} has ${documents.length} documents instead of one`);
  return documents[0]!;
}

/** Files by pattern, relative to the project. */
export const filesLike = (pattern: string) => globSync(pattern, { cwd: root }).toSorted();
