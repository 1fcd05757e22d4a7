import { join, resolve } from 'node:path';
import { bundle } from './bundle.ts';
import { services } from './services.ts';

const [service, folder] = process.argv.slice(2);
if (service === undefined || folder === undefined || !services.includes(service)) {
  console.error(
    `usage: pnpm --filter @weather/images bundle SERVICE FOLDER\n\nSERVICE is one of ${services.join(', ')}`,
  );
  process.exit(2);
}
await bundle(service, { root: join(import.meta.dirname, '../..'), folder: resolve(folder) });
