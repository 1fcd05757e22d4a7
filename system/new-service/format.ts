import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const root = join(import.meta.dirname, '../..');
const settings = '.oxfmtrc.json';
const program = join(dirname(createRequire(join(root, 'package.json')).resolve('oxfmt/package.json')), 'bin/oxfmt');

/** Texts as `pnpm format` would leave them in files of these names; nothing in the project is touched. */
export function format(texts: ReadonlyMap<string, string>): Map<string, string> {
  const folder = mkdtempSync(join(tmpdir(), 'weather-format-'));
  try {
    copyFileSync(join(root, settings), join(folder, settings));
    for (const [file, text] of texts) {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), text);
    }
    execFileSync(process.execPath, [program], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
    return new Map([...texts.keys()].map((file) => [file, readFileSync(join(folder, file), 'utf8')]));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
