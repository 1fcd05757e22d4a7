import { execFile, execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';

export const root = join(import.meta.dirname, '../..');

/** The answer of a docker command on stdout. Rejects with what it said on stderr when it fails. */
export async function docker(args: string[], environment: NodeJS.ProcessEnv = {}): Promise<string> {
  const options = { cwd: root, env: { ...process.env, ...environment }, maxBuffer: 64 * 1024 * 1024 };
  try {
    const { stdout } = await promisify(execFile)('docker', args, options);
    return stdout.trim();
  } catch (error) {
    const { stderr } = error as { stderr?: string };
    throw new Error(`docker ${args.join(' ')}\n${stderr || String(error)}`, { cause: error });
  }
}

function answers(args: string[]): boolean {
  try {
    execFileSync('docker', args, { stdio: 'ignore', timeout: 20_000 });
    return true;
  } catch {
    return false;
  }
}

/** Whether images can be built and run here. */
export const hasDocker = answers(['info']) && answers(['compose', 'version']) && answers(['buildx', 'version']);

/** What a skipped test says of itself. */
export const without = hasDocker ? '' : ' (skipped: no docker with buildx and compose answers here)';

export const hasImage = (image: string) => answers(['image', 'inspect', image]);

/** Builds an image as the README says. WEATHER_BUILD_NETWORK is for machines whose builds have no network of their own. */
export async function buildImage(service: string): Promise<string> {
  const image = `weather/${service}:dev`;
  const network = process.env.WEATHER_BUILD_NETWORK;
  const options = network ? ['--network', network] : [];
  await docker(['build', ...options, '--build-arg', `SERVICE=${service}`, '--tag', image, '.']);
  return image;
}

/** A port of this machine that is free now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
