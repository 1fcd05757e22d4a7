import type { Clock } from '../domain/ports.ts';

/** A longer one would fire at once. */
const longestTimer = 2 ** 31 - 1;

export const systemClock: Clock = {
  now: () => performance.now(),
  sleep(milliseconds, signal) {
    if (signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(wake, Math.min(Math.max(0, milliseconds), longestTimer));
      signal.addEventListener('abort', wake);
      function wake() {
        clearTimeout(timer);
        signal.removeEventListener('abort', wake);
        resolve();
      }
    });
  },
};
