import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Report } from '../report/report-schema.ts';

const packageSchema = z.object({ version: z.string() });

const versionIn = async (file: string) =>
  packageSchema.parse(JSON.parse(await readFile(join(import.meta.dirname, file), 'utf8'))).version;

/** Of the programs that run here; what the mesh and the load are made with, a run tells. */
export type VersionsHere = Pick<Report['versions'], 'product' | 'labs' | 'node'>;

export async function versionsHere(): Promise<VersionsHere> {
  return {
    product: await versionIn('../../../package.json'),
    labs: await versionIn('../../package.json'),
    node: process.version,
  };
}
