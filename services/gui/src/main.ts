import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { StartError, runService } from '@weather/service-kit';
import { configSchema } from './config.ts';
import { startGui } from './gui.ts';

const pageFolder = join(import.meta.dirname, '../web/dist');

await runService({
  name: 'gui',
  configSchema,
  start: async (parts) => {
    if (!existsSync(join(pageFolder, 'index.html'))) {
      throw new StartError('the page is not built: run `pnpm --filter @weather/gui build` first');
    }
    return startGui(parts, pageFolder);
  },
});
