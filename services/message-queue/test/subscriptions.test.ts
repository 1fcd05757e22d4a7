import { eventTypes } from '@weather/contracts';
import { waitFor } from '@weather/service-kit/testing';
import { expect, it } from 'vitest';
import { observation } from './events.ts';
import { startService, startSink } from './running-service.ts';

const types = [eventTypes.observation];

it('a subscriber that hangs takes no connection from another at the same address', async () => {
  const sink = await startSink((_one, response, { url }) => {
    if (url === '/healthy') response.writeHead(204).end();
  });
  const service = await startService({ DELIVERY_WINDOW: '2', DELIVERY_TIMEOUT_MS: '600000' });
  const subscribe = (id: string) =>
    service.call('POST', '/api/v1/subscriptions', { id, sink: new URL(`/${id}`, sink.url).href, types });
  await subscribe('hanging');
  await service.publishBatch(['a', 'b', 'c'].map((station) => observation(station, 1)));
  await waitFor(() => sink.received.length === 2);
  await subscribe('healthy');
  await service.publishBatch(['a', 'b', 'c'].map((station) => observation(station, 2)));
  await waitFor(async () => (await service.call('GET', '/api/v1/subscriptions/healthy')).body.delivered === 3);
  expect((await service.call('GET', '/api/v1/subscriptions/hanging')).body).toMatchObject({ inFlight: 2, lag: 6 });
});

it('a subscription that ends lets its connections go', async () => {
  const sink = await startSink();
  // Nothing else closes an idle connection for as long.
  sink.server.keepAliveTimeout = 600_000;
  let connections = 0;
  sink.server.on('connection', (socket) => {
    connections += 1;
    socket.on('close', () => (connections -= 1));
  });
  const service = await startService();
  await service.call('POST', '/api/v1/subscriptions', { id: 'x', sink: sink.url, types });
  await service.publish(observation('a', 1));
  await waitFor(() => sink.received.length === 1);
  expect(connections).toBe(1);
  await service.call('DELETE', '/api/v1/subscriptions/x');
  await waitFor(() => connections === 0);
});

it('what becomes of an event is logged under the request that published it', async () => {
  const sink = await startSink((_one, response) => void response.writeHead(400).end());
  const service = await startService();
  await service.call('POST', '/api/v1/subscriptions', { id: 'x', sink: sink.url, types }, { 'x-request-id': 'other' });
  const traceId = '0af7651916cd43dd8448eb211c80319c';
  const traceparent = `00-${traceId}-b7ad6b7169203331-01`;
  await service.publish(observation('a', 1), { 'x-request-id': 'first', traceparent });
  await service.publish(observation('a', 2), { 'x-request-id': 'second' });
  const ofDeadLetters = () => service.logged.filter(({ outcome }) => outcome === 'dead-lettered');
  await waitFor(() => ofDeadLetters().length === 2);
  expect(ofDeadLetters()).toMatchObject([
    { position: 1, request_id: 'first', trace_id: traceId },
    { position: 2, request_id: 'second' },
  ]);
  // A redrive is somebody else's request.
  await service.call('POST', '/api/v1/dead-letters/redrive', { subscription: 'x' }, { 'x-request-id': 'redrive' });
  await waitFor(() => ofDeadLetters().length === 4);
  expect(ofDeadLetters().map(({ request_id }) => request_id)).toEqual(['first', 'second', 'first', 'second']);
});
