import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Report } from '../report/report-schema.ts';

const packageSchema = z.object({ version: z.string() });

const versionIn = async (file: string) =>
  packageSchema.parse(JSON.parse(await readFile(join(import.meta.dirname, file), 'utf8'))).version;

/** What a report says of the programs that made it; the mesh's own versions come from the mesh. */
export async function versionsHere(): Promise<Report['versions']> {
  return {
    product: await versionIn('../../../package.json'),
    labs: await versionIn('../../package.json'),
    node: process.version,
    envoy: undefined,
    load: [],
  };
}
