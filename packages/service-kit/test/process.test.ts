import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import { request } from 'undici';
import { waitFor } from '../src/testing.ts';
import { killFixtures, startFixture } from './fixture-process.ts';

afterEach(killFixtures);

const readiness = async (url: string) => {
  const { statusCode, body } = await request(`${url}/readyz`);
  await body.dump();
  return statusCode;
};

describe('the stop', () => {
  it('is not ready first, but still serves', async () => {
    // Nobody waits for the end of this: the wait is over when the test has seen enough.
    const service = startFixture({ SHUTDOWN_WAIT_MS: '60000', SHUTDOWN_DEADLINE_MS: '60000' });
    await service.logged('listening');
    const url = service.url();
    expect(await readiness(url)).toBe(200);
    service.child.kill('SIGTERM');
    await waitFor(async () => (await readiness(url)) === 503);
    const late = await request(`${url}/slow?ms=0`);
    expect(await late.body.json()).toEqual({ done: true });
    expect(service.lines().map((line) => line.event)).not.toContain('intake-stopped');
  });

  it('finishes what is in flight, closes in order and exits with 0', async () => {
    const service = startFixture({ SHUTDOWN_WAIT_MS: '100' });
    await service.logged('listening');
    const slow = request(`${service.url()}/slow?ms=1500`);
    await service.logged('slow');
    service.child.kill('SIGTERM');
    const { statusCode, body } = await slow;
    expect([statusCode, await body.json()]).toEqual([200, { done: true }]);
    expect(await service.exitCode()).toBe(0);
    await service.logged('stopped');
    const events = service.lines().map((line) => line.event);
    expect(events.slice(events.indexOf('stopping'))).toEqual([
      'stopping',
      'intake-stopped',
      'resources-closed',
      'stopped',
    ]);
  });

  it('tells the parent where it listens and follows it when it goes', async () => {
    const service = startFixture();
    const [message] = await once(service.child, 'message');
    expect(message).toEqual({ event: 'listening', url: (await service.logged('listening')).url });
    service.child.disconnect();
    expect(await service.exitCode()).toBe(0);
    expect(await service.logged('stopping')).toMatchObject({ reason: 'parent is gone' });
  });

  it('is over at the deadline, with a word about it', async () => {
    const service = startFixture({ SHUTDOWN_DEADLINE_MS: '200' });
    await service.logged('listening');
    const slow = request(`${service.url()}/slow?ms=60000`).catch(() => 'cut');
    await service.logged('slow');
    service.child.kill('SIGINT');
    expect(await service.exitCode()).toBe(1);
    expect(await slow).toBe('cut');
    expect(await service.logged('deadline')).toMatchObject({ level: 'fatal' });
  });

  it('is forced by a second signal', async () => {
    const service = startFixture({ SHUTDOWN_WAIT_MS: '60000', SHUTDOWN_DEADLINE_MS: '60000' });
    await service.logged('listening');
    service.child.kill('SIGTERM');
    await service.logged('stopping');
    service.child.kill('SIGTERM');
    expect(await service.exitCode()).toBe(1);
    expect(await service.logged('forced')).toMatchObject({ signal: 'SIGTERM' });
  });

  it('is orderly but fails after an error that nobody caught', async () => {
    const service = startFixture();
    await service.logged('listening');
    const { body } = await request(`${service.url()}/uncaught`, { method: 'POST' });
    await body.dump();
    expect(await service.exitCode()).toBe(1);
    await service.logged('stopped');
    const events = service.lines().map((line) => line.event);
    expect(events).toEqual(expect.arrayContaining(['uncaught', 'intake-stopped', 'resources-closed', 'stopped']));
    expect(JSON.stringify(await service.logged('uncaught'))).toContain('nobody catches me');
  });
});

describe('a start that cannot be', () => {
  it('says in one line that the port is taken and what to do', async () => {
    const blocker = createServer().listen(0, '127.0.0.1');
    await once(blocker, 'listening');
    const port = String((blocker.address() as AddressInfo).port);
    const service = startFixture({ PORT: port });
    expect(await service.exitCode()).toBe(1);
    await expect
      .poll(service.stderr)
      .toBe(`fixture: port ${port} is taken: set PORT to a free one or stop what listens there\n`);
    blocker.close();
  });

  it('names each bad variable on a line of its own', async () => {
    const service = startFixture({ PORT: 'none', LOG_LEVEL: 'loud' });
    expect(await service.exitCode()).toBe(1);
    await expect
      .poll(() => service.stderr().split('\n'))
      .toEqual(['fixture: PORT: must be a whole number', expect.stringMatching(/^fixture: LOG_LEVEL: /), '']);
  });

  it('gives the reason that the service gave', async () => {
    const service = startFixture({ FAIL_START: 'the data folder is read-only' });
    expect(await service.exitCode()).toBe(1);
    await expect.poll(service.stderr).toBe('fixture: the data folder is read-only\n');
  });
});
