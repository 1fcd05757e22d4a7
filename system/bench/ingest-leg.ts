import { eventBatchContentType, eventContentType, eventsPath } from '@weather/contracts';
import autocannon from 'autocannon';
import { benchEvent } from './bench-event.ts';
import type { MeasuredProcess } from './server-process.ts';

/** What a leg measured. */
export interface Measurement {
  eventsPerSecond: number;
  /** CPU time of the measured process per event, in microseconds; undefined where the kernel does not tell. */
  cpuMicrosecondsPerEvent: number | undefined;
}

const seconds = 2;
const warmUpSeconds = 0.5;

/** Each request gets an id of its own where the body says [<id>]. */
const eventOfRequest = (index: number) => benchEvent(`[<id>]-${index}`);

function load(server: MeasuredProcess, connections: number, batch: number, duration: number) {
  const body = batch === 1 ? eventOfRequest(0) : Array.from({ length: batch }, (_, index) => eventOfRequest(index));
  return autocannon({
    url: server.url + eventsPath,
    method: 'POST',
    headers: { 'content-type': batch === 1 ? eventContentType : eventBatchContentType },
    body: JSON.stringify(body),
    idReplacement: true,
    connections,
    duration,
  });
}

/** Posts events for two seconds. @throws when a single request was not answered 2xx */
export async function ingestLeg(
  server: MeasuredProcess,
  { connections, batch = 1 }: { connections: number; batch?: number },
): Promise<Measurement> {
  await load(server, connections, batch, warmUpSeconds);
  const cpuBefore = server.cpuSeconds();
  const result = await load(server, connections, batch, seconds);
  const cpuAfter = server.cpuSeconds();
  if (result.non2xx > 0 || result.errors > 0) {
    throw new Error(`${result.non2xx} answers were not 2xx, ${result.errors} requests failed: nothing was measured`);
  }
  const events = result['2xx'] * batch;
  return {
    eventsPerSecond: events / result.duration,
    cpuMicrosecondsPerEvent:
      cpuBefore === undefined || cpuAfter === undefined ? undefined : ((cpuAfter - cpuBefore) * 1e6) / events,
  };
}
