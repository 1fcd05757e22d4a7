import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, globSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { install } from '../new-service/install.ts';

const root = join(import.meta.dirname, '../..');

/** What is made, not written. */
const isMade = (path: string) => /^(node_modules|\.git|data|dist|dist-.*)$/.test(basename(path));

export interface Ended {
  code: number;
  /** What it wrote on both streams. */
  output: string;
}

/** A copy of this project, with its packages installed, that a test may change as it likes. */
export interface ProjectCopy {
  root: string;
  /** Runs one of its programs by Node, from its root. */
  node(args: readonly string[], environment?: NodeJS.ProcessEnv): Promise<Ended>;
  /** What was written, by path: a digest of each file. */
  files(): Map<string, string>;
  remove(): void;
}

/** Copies the working tree as it is, changes that are not committed among it. */
export async function copyProject(): Promise<ProjectCopy> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'weather-copy-')));
  cpSync(root, folder, { recursive: true, filter: (path) => path === root || !isMade(path) });
  await install(folder);
  return {
    root: folder,
    node: (args, environment = {}) => run(folder, args, { ...process.env, ...environment }),
    files: () => digests(folder),
    remove: () => rmSync(folder, { recursive: true }),
  };
}

function run(cwd: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(process.execPath, args, { cwd, env, maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code ?? 1), output: stdout + stderr });
    });
  });
}

function digests(folder: string): Map<string, string> {
  const entries = globSync('**/*', { cwd: folder, withFileTypes: true, exclude: ({ name }) => isMade(name) });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return new Map(files.toSorted().map((file) => [file, createHash('sha256').update(readFileSync(file)).digest('hex')]));
}
