import { execFileSync } from 'node:child_process';
import { cpSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { build } from 'esbuild';

/** What runs in an image, by name of its bundle, from the root of the project. */
const entryPoints = (service: string): Record<string, string> => ({
  main: `services/${service}/src/main.ts`,
  tracing: 'packages/service-kit/src/tracing.ts',
  // For who calls simulation all the time, where there is no `pnpm start` that does it.
  ...(service === 'simulation' ? { demonstration: 'images/src/demonstration.ts' } : {}),
});

interface Parts {
  /** Root of the project. */
  root: string;
  /** What is in the image: `src/` with the bundle, and beside it what is read by path at run time. */
  folder: string;
}

/** What some services read by path, relative to the folder of its source, and so of its bundle. */
const runtimeFiles: Record<string, (parts: Parts) => void> = {
  simulation({ root, folder }) {
    const archive = join(root, 'packages/observation-archive/nyc-hourly-2013-01-to-09.csv.gz');
    cpSync(archive, join(folder, basename(archive)));
  },
  gui({ root, folder }) {
    const gui = join(root, 'services/gui');
    const vite = join(dirname(createRequire(join(gui, 'package.json')).resolve('vite/package.json')), 'bin/vite.js');
    const args = [vite, 'build', 'web', '--emptyOutDir', '--outDir', join(folder, 'web/dist')];
    execFileSync(process.execPath, args, { cwd: gui, stdio: 'inherit' });
  },
};

/** Packages that are CommonJS call `require` for Node's own modules, which an ES module has not. */
const requireForNode = [
  "import { createRequire as createRequireForBundle } from 'node:module';",
  'const require = createRequireForBundle(import.meta.url);',
].join('\n');

/**
 * Makes all that an image of the service holds, without a package manager or node_modules.
 *
 * `src/tracing.mjs` (for `node --import`) and `src/main.mjs` share their chunks. So there is one copy of the
 * OpenTelemetry API, and spans of the service reach the exporter; and the SDK is a chunk that is loaded only
 * when tracing is on.
 */
export async function bundle(service: string, parts: Parts): Promise<void> {
  const { root, folder } = parts;
  rmSync(folder, { recursive: true, force: true });
  await build({
    absWorkingDir: root,
    entryPoints: entryPoints(service),
    outdir: join(folder, 'src'),
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    // Names stay as they are: profiles and class names mean something without a map, too.
    minifyWhitespace: true,
    minifySyntax: true,
    sourcemap: true,
    // Source maps name files and lines; the texts would double the image.
    sourcesContent: false,
    banner: { js: requireForNode },
    legalComments: 'linked',
    logLevel: 'warning',
  });
  runtimeFiles[service]?.(parts);
}
