import { connect } from 'node:net';
import { eventBatchContentType, eventContentType, eventsPath } from '@weather/contracts';
import { observationText } from './observation-text.ts';

/** What the parent asks for: closed-loop posts over `connections` for `seconds`, each of `batch` events. */
export type LoadOrder = {
  port: number;
  connections: number;
  seconds: number;
  warmUpSeconds: number;
  batch: number;
  leg: string;
};
export type LoadResult = { requests: number; seconds: number; failed: number };

/** Bare sockets and a minimal reading of the answers, so that the generator costs less than what it measures. */
async function run(order: LoadOrder): Promise<LoadResult> {
  let requests = 0;
  let failed = 0;
  let running = true;
  const loops = Array.from({ length: order.connections }, (_, connection) => {
    let sequence = 0;
    return loop(
      order.port,
      () => (running ? request(order, connection, () => (sequence += 1)) : undefined),
      (status) => {
        requests += 1;
        if (status !== 200) failed += 1;
      },
    );
  });
  await new Promise((resolve) => setTimeout(resolve, order.warmUpSeconds * 1000));
  const [before, started] = [requests, performance.now()];
  await new Promise((resolve) => setTimeout(resolve, order.seconds * 1000));
  const result = { requests: requests - before, seconds: (performance.now() - started) / 1000, failed };
  running = false;
  await Promise.all(loops);
  return result;
}

function request({ batch, leg }: LoadOrder, connection: number, next: () => number): string {
  const events = Array.from({ length: batch }, () => observationText(leg, connection, next()));
  const body = batch === 1 ? events[0]! : `[${events.join(',')}]`;
  const type = batch === 1 ? eventContentType : eventBatchContentType;
  return `POST ${eventsPath} HTTP/1.1\r\nhost: bench\r\ncontent-type: ${type}\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
}

/** Sends what `next` gives, one request at a time, until it gives nothing. */
function loop(port: number, next: () => string | undefined, answered: (status: number) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true }, () => socket.write(next()!));
    let text = '';
    socket
      .setEncoding('latin1')
      .on('error', reject)
      .on('close', () => resolve());
    socket.on('data', (chunk: string) => {
      text += chunk;
      const head = text.indexOf('\r\n\r\n');
      if (head < 0) return;
      const length = Number(/content-length: (\d+)/i.exec(text)?.[1] ?? 0);
      if (text.length < head + 4 + length) return;
      answered(Number(text.slice(9, 12)));
      text = '';
      const following = next();
      if (following === undefined) socket.end();
      else socket.write(following);
    });
  });
}

process.on('message', (order: LoadOrder) => {
  run(order).then(
    (result) => process.send!(result),
    (error: Error) => {
      process.stderr.write(`load generator: ${error.message}\n`);
      process.exit(1);
    },
  );
});
