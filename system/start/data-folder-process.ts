import { checkDataFolder, forgetEvents } from './data-folder.ts';
import { StartError } from './start-error.ts';

/** What the launcher runs apart: `check FOLDER`, `check-fresh FOLDER` or `forget FOLDER`; says on stderr what is in the way. */
const [task, folder] = process.argv.slice(2) as [string, string];

try {
  if (task === 'forget') await forgetEvents(folder);
  else await checkDataFolder(folder, { fresh: task === 'check-fresh' });
} catch (error) {
  console.error(error instanceof StartError ? error.message : error);
  process.exitCode = 1;
}
