import { eventContentType } from '@weather/contracts';
import { Pool } from 'undici';
import { observationText } from './observation-text.ts';

/** The yardstick for delivery: the same posts by a loop over undici that reads no log and keeps no order. */
process.on('message', async ({ url, count, connections }: { url: string; count: number; connections: number }) => {
  const pool = new Pool(url, { connections, pipelining: 1 });
  const body = observationText('0000', 0, 1);
  let left = count;
  const started = performance.now();
  await Promise.all(
    Array.from({ length: connections }, async () => {
      while (left-- > 0) {
        const answer = await pool.request({
          method: 'POST',
          path: '/events',
          headers: { 'content-type': eventContentType },
          body,
        });
        await answer.body.dump();
      }
    }),
  );
  process.send!({ seconds: (performance.now() - started) / 1000 });
  await pool.close();
});
