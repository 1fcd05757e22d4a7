import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(import.meta.dirname, '../../services');

/**
 * The services that there are images of, by name: each folder of services/ that reads a configuration. The command
 * line does not.
 */
export const services: readonly string[] = readdirSync(folder)
  .filter((name) => existsSync(join(folder, name, 'src/config.ts')))
  .toSorted();
