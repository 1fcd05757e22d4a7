import { type ChildProcess, execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { StartError } from './start-error.ts';

/**
 * Runs a program of the start in a process of its own, for work that may hang in the kernel (a network disk that does
 * not answer): within the launcher it would keep even process.exit waiting. An interruption ends the wait at once.
 * @throws StartError with what the program said on stderr when it failed.
 */
export async function runApart(program: string, args: string[], interrupted: AbortSignal): Promise<void> {
  const running = promisify(execFile)(process.execPath, ['--disable-warning=ExperimentalWarning', program, ...args], {
    signal: interrupted,
  });
  try {
    await running;
  } catch (error) {
    if (interrupted.aborted) return abandon(running.child);
    throw new StartError((error as { stderr?: string }).stderr?.trim() || String(error));
  }
}

/** What hangs in the kernel cannot even be killed before the kernel lets go: then it is left behind. */
function abandon(child: ChildProcess) {
  child.kill('SIGKILL');
  child.unref();
}
