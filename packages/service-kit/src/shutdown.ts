import closeWithGrace from 'close-with-grace';
import type { Logger } from 'pino';
import type { Health } from './health.ts';
import { flushSpans } from './spans.ts';

export type Closer = { name: string; close: () => Promise<unknown> };

export type ShutdownOptions = {
  logger: Logger;
  health: Health;
  /** Not ready but still serving for so long, so that whoever balances load stops sending. */
  waitMs: number;
  /** For all of the stop; past it the process exits with 1. */
  deadlineMs: number;
  /** Run one after the other. */
  closers: readonly Closer[];
};

/**
 * The only listener to signals. Stops on SIGTERM and SIGINT, on an error that nobody caught, and when the
 * process that started this one is gone. A second signal ends it at once.
 */
export function installShutdown(options: ShutdownOptions): void {
  const { logger, deadlineMs } = options;
  const grace = closeWithGrace(
    {
      delay: deadlineMs,
      logger,
      onSecondSignal: (signal) => logger.fatal({ event: 'forced', signal }, 'second signal: exit at once'),
      onTimeout: () => logger.fatal({ event: 'deadline', deadlineMs }, 'did not stop in time: exit at once'),
    },
    async ({ err, signal }) => {
      if (err !== undefined) logger.fatal({ event: 'uncaught', err }, 'an error that nobody caught: stopping');
      logger.info(
        { event: 'stopping', reason: signal ?? (err === undefined ? 'parent is gone' : 'error') },
        'stopping',
      );
      await stop(options);
    },
  );
  if (process.channel !== undefined) process.once('disconnect', grace.close);
}

/** The last spans are worth a moment, but a collector that is gone must not make the stop late or a failure. */
const flushMs = 1000;

async function sendLastSpans(logger: Logger): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`the collector did not answer within ${flushMs} ms`)), flushMs);
  });
  try {
    await Promise.race([flushSpans(), late]);
  } catch (error) {
    logger.warn({ event: 'spans-lost', err: error }, 'the last spans could not be sent');
  } finally {
    clearTimeout(timer);
  }
}

/** Every closer gets its turn, also after one that failed. */
async function stop({ logger, health, waitMs, closers }: ShutdownOptions): Promise<void> {
  health.stopping = true;
  if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
  let failed = 0;
  for (const { name, close } of closers) {
    try {
      await close();
    } catch (error) {
      failed++;
      logger.error({ event: 'closer-failed', closer: name, err: error }, `could not close ${name}`);
    }
  }
  await sendLastSpans(logger);
  if (failed > 0) throw new Error(`${failed} of the closers failed`);
  logger.info({ event: 'stopped' }, 'stopped');
}
