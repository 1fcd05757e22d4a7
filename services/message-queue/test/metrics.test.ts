import { eventTypes } from '@weather/contracts';
import { waitFor } from '@weather/service-kit/testing';
import { expect, it } from 'vitest';
import { observation } from './events.ts';
import { startService, startSink } from './running-service.ts';

type Service = Awaited<ReturnType<typeof startService>>;

/** Value of the series that starts with `name` and has all these label values, if there is one. */
async function value(service: Service, name: string, ...labels: string[]): Promise<number | undefined> {
  const lines = (await (await fetch(`${service.url}/metrics`)).text()).split('\n');
  const line = lines.find(
    (text) => text.startsWith(`${name}{`) && labels.every((label) => text.includes(`"${label}"`)),
  );
  return line === undefined ? undefined : Number(line.split(' ').at(-1));
}

it('counts what became durable by type, from zero on', async () => {
  const service = await startService();
  const appended = (type: string) => value(service, 'message_queue_events_appended_total', type);
  expect(await appended('observation')).toBe(0);
  await service.publish(observation('a', 1));
  await service.publish(observation('a', 1));
  await service.publishBatch([observation('a', 2), observation('b', 1)]);
  expect([await appended('observation'), await appended('forecast'), await appended('anomaly')]).toEqual([3, 0, 0]);
  expect(await value(service, 'message_queue_duplicates_total')).toBe(1);
});

it('tells how full the log and its disk are', async () => {
  const service = await startService({ RETENTION_MEGABYTES: '3' });
  await service.publishBatch([observation('a', 1), observation('a', 2)]);
  expect(await value(service, 'message_queue_event_bytes')).toBeGreaterThan(100);
  expect(await value(service, 'message_queue_event_bytes_limit')).toBe(3 * 1024 * 1024);
  expect(await value(service, 'message_queue_disk_free_bytes')).toBeGreaterThan(0);
  expect(await value(service, 'message_queue_log_refusing')).toBe(0);
});

it('has series of the subscriptions that there are, and of no other', async () => {
  const sink = await startSink((_one, response, { url }) => {
    response.writeHead(url === '/gone' ? 410 : 204).end();
  });
  const service = await startService();
  for (const id of ['gone', 'well']) {
    await service.call('POST', '/api/v1/subscriptions', {
      id,
      sink: new URL(id, sink.url).href,
      types: [eventTypes.observation],
    });
  }
  const delivered = (id: string) => value(service, 'message_queue_deliveries_total', id, 'delivered');
  await waitFor(async () => (await delivered('well')) === 0);
  await service.publish(observation('a', 1));
  await waitFor(async () => (await delivered('well')) === 1);
  await waitFor(async () => (await value(service, 'message_queue_subscription_active', 'gone')) === 0);
  expect(await value(service, 'message_queue_subscription_active', 'well')).toBe(1);
  expect(await value(service, 'message_queue_deliveries_total', 'gone', 'dead-lettered')).toBe(0);
  await service.call('DELETE', '/api/v1/subscriptions/well');
  await waitFor(async () => (await delivered('well')) === undefined);
  expect(await value(service, 'message_queue_subscription_lag', 'well')).toBeUndefined();
  expect(await delivered('gone')).toBe(0);
});
