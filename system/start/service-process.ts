import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { LogPrinter } from './log-printer.ts';
import type { ServiceDefinition } from './service-definitions.ts';
import { watchFaults } from './service-fault.ts';
import { StartError } from './start-error.ts';

const startDeadlineMs = 30_000;

export interface ServiceProcess {
  definition: ServiceDefinition;
  /** Resolves when the process is gone, with how it ended and, if it said so, why. */
  ended: Promise<string>;
  /** Asks the process to stop; kills it when it has not by then. Resolves when it is gone. */
  stop(deadlineMs: number): Promise<void>;
}

/**
 * Starts a service and waits until it listens.
 *
 * A process of its own group: Ctrl-C in the terminal reaches the launcher alone, which stops services in order.
 * The IPC channel tells the launcher that the service listens, and the service that the launcher is gone.
 * @throws StartError when it ends, does not listen in time, or the start was interrupted.
 */
export async function startService(
  definition: ServiceDefinition,
  root: string,
  printer: LogPrinter,
  interrupted: AbortSignal,
): Promise<ServiceProcess> {
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', '--import', '@weather/service-kit/tracing', 'src/main.ts'],
    {
      cwd: join(root, definition.folder),
      env: { OTEL_SERVICE_NAME: definition.name, ...process.env, ...definition.environment },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      detached: true,
    },
  );
  printer.follow(definition.name, child.stdout!);
  printer.follow(definition.name, child.stderr!);
  const service = { definition, ended: endOf(child), stop: (deadlineMs: number) => stop(child, deadlineMs) };
  await listening(child, service, interrupted);
  return service;
}

async function endOf(child: ChildProcess): Promise<string> {
  const lastFault = watchFaults(child);
  // Not `exit`: what it said last may still be on its way then.
  const [code, signal] = await once(child, 'close');
  if (signal) return `was killed by ${signal}`;
  return `ended with exit code ${code}: ${lastFault() ?? 'its last lines above say why'}`;
}

async function listening(child: ChildProcess, service: ServiceProcess, interrupted: AbortSignal) {
  const timeout = AbortSignal.timeout(startDeadlineMs);
  const outcome = await Promise.race([
    once(child, 'message').then(() => undefined),
    service.ended,
    once(timeout, 'abort').then(() => `did not listen within ${startDeadlineMs / 1000} s`),
    aborted(interrupted).then(() => 'was interrupted'),
  ]);
  if (outcome === undefined) return;
  await service.stop(0);
  throw new StartError(`${service.definition.name} did not start: it ${outcome}`);
}

async function aborted(signal: AbortSignal) {
  if (!signal.aborted) await once(signal, 'abort');
}

async function stop(child: ChildProcess, deadlineMs: number): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), deadlineMs);
  await exited;
  clearTimeout(timer);
}
