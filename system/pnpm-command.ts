/** How pnpm is called from a program of ours: by the one that runs it if there is one, since `npx pnpm` puts none on the PATH. */
export function pnpmCommand(args: readonly string[]): [file: string, args: string[]] {
  const { npm_execpath: running } = process.env;
  if (running === undefined || !/pnpm/.test(running)) return ['npx', ['--yes', 'pnpm', ...args]];
  return /\.[cm]?js$/.test(running) ? [process.execPath, [running, ...args]] : [running, [...args]];
}
