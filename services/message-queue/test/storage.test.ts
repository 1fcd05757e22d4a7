import { eventTypes } from '@weather/contracts';
import { waitFor } from '@weather/service-kit/testing';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it, onTestFinished } from 'vitest';
import { observation } from './events.ts';
import { startService, startSink, temporaryFolder, type Body } from './running-service.ts';

/** A file system of its own with little room; undefined where we may not mount one. */
function tinyDisk(megabytes: number): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'tiny-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder], { stdio: 'pipe' });
  } catch {
    return undefined;
  }
  onTestFinished(() => void execFileSync('umount', ['-l', folder]));
  return folder;
}

describe('a full disk', () => {
  it('refuses with 503, recovers when there is room, and loses nothing acknowledged', async ({ skip, annotate }) => {
    const disk = tinyDisk(4);
    if (disk === undefined) {
      await annotate('SKIPPED: mounting a small file system needs root');
      return skip('mounting a small file system needs root');
    }
    writeFileSync(join(disk, 'ballast'), Buffer.alloc(1024 * 1024));
    const service = await startService({ DATA_FOLDER: join(disk, 'log') });
    const acked: string[] = [];
    let sequence = 0;
    const next = () => Array.from({ length: 100 }, () => observation('a', (sequence += 1)));
    const full = await waitFor(async () => {
      const batch = next();
      const answer = await service.publishBatch(batch);
      if (answer.status !== 200) return answer;
      acked.push(...batch.map(({ id }) => id));
      return undefined;
    });
    expect([full.status, full.body.code]).toEqual([503, 'storage-full']);
    expect(Number(full.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await service.call('GET', '/readyz')).status).toBe(503);
    expect((await service.call('GET', '/livez')).status).toBe(200);

    rmSync(join(disk, 'ballast'));
    await waitFor(async () => (await service.call('GET', '/readyz')).status === 200);
    const later = next();
    expect((await service.publishBatch(later)).status).toBe(200);
    await waitFor(() => service.logged.some(({ msg }) => msg === 'there is room for events again'));
    const told = service.logged.filter(({ msg, level }) => level === 'error' || /room/.test(String(msg)));
    expect(told.map(({ level }) => level)).toEqual(['error', 'info']);
    expect(told[0]!.msg).toContain(disk);
    acked.push(...later.map(({ id }) => id));
    await service.stop();
    const again = await startService({ DATA_FOLDER: join(disk, 'log') });
    const stored = new Set<string>();
    for (let after: number | undefined = 0; after !== undefined;) {
      const { body }: { body: Body } = await again.call('GET', `/api/v1/events?limit=1000&after=${after}`);
      for (const { id } of body.items) stored.add(id);
      after = body.next?.after;
    }
    expect(acked.filter((id) => !stored.has(id))).toEqual([]);
    expect(acked.length).toBeGreaterThan(500);
  });
});

describe('a damaged log', () => {
  it('is told at the start when it is no log at all', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'events.db'), 'not a database, but long enough to be looked at'.repeat(100));
    await expect(startService({ DATA_FOLDER: folder })).rejects.toThrow(/is damaged.*restore it/);
  });

  it('of another format is left alone', async () => {
    const folder = temporaryFolder();
    const database = new DatabaseSync(join(folder, 'events.db'));
    database.exec('PRAGMA user_version = 99');
    database.close();
    await expect(startService({ DATA_FOLDER: folder })).rejects.toThrow(/has format 99/);
  });

  it('with a changed event fails loudly instead of serving it', async () => {
    const first = await startService();
    await first.publish(observation('a', 1));
    await first.stop();
    const database = new DatabaseSync(join(first.folder, 'events.db'));
    database.exec(`UPDATE events SET body = replace(body, '"value":20', '"value":21')`);
    database.close();
    const second = await startService({ DATA_FOLDER: first.folder });
    const answer = await second.call('GET', '/api/v1/events');
    expect([answer.status, answer.body.code]).toEqual([503, 'storage-unavailable']);
    expect(second.failures[0]!.message).toContain('event 1 of the log is damaged');
  });
});

describe('retention', () => {
  it('by size deletes the oldest, keeps positions, duplicates and previousposition true, and counts what a subscriber missed', async () => {
    const sink = await startSink((_one, response) => void response.writeHead(503).end());
    const service = await startService({
      RETENTION_MEGABYTES: '1',
      RETENTION_INTERVAL_MS: '10',
      DELIVERY_ATTEMPTS: '1000',
    });
    await service.call('POST', '/api/v1/subscriptions', { id: 'x', sink: sink.url, types: [eventTypes.observation] });
    await service.publish(observation('rare', 1));
    for (let batch = 0; batch < 6; batch++)
      await service.publishBatch(Array.from({ length: 500 }, (_, index) => observation('a', batch * 500 + index + 1)));
    const stats = await waitFor(async () => {
      const { body } = await service.call('GET', '/api/v1/stats');
      return body.events < 2300 && body;
    });
    expect(stats.firstPosition).toBe(stats.lastPosition - stats.events + 1);
    expect((await service.publish(observation('rare', 1))).body).toEqual({
      accepted: true,
      duplicate: true,
      position: 1,
    });
    expect((await service.publish(observation('rare', 2))).body.position).toBe(3002);
    const { body } = await service.call('GET', '/api/v1/observations?station=rare');
    expect(body.items.map(({ position, previousposition }: Body) => [position, previousposition])).toEqual([[3002, 1]]);
    const metrics = await (await fetch(`${service.url}/metrics`)).text();
    expect(Number(/^message_queue_positions_dropped_total\{[^}]*\} (\d+)$/m.exec(metrics)![1])).toBeGreaterThan(500);
  });

  it('keeps the newest dead letters of each subscription', async () => {
    const sink = await startSink((_one, response) => void response.writeHead(400).end());
    const service = await startService({ RETENTION_DEAD_LETTERS: '2', RETENTION_INTERVAL_MS: '10' });
    await service.call('POST', '/api/v1/subscriptions', { id: 'x', sink: sink.url, types: [eventTypes.observation] });
    await service.publishBatch([1, 2, 3, 4, 5].map((sequence) => observation('a', sequence)));
    const kept = async () =>
      (await service.call('GET', '/api/v1/dead-letters')).body.items.map(({ position }: Body) => position);
    await waitFor(async () => String(await kept()) === '4,5');
    const metrics = await (await fetch(`${service.url}/metrics`)).text();
    expect(metrics).toMatch(/^message_queue_dead_letters_trimmed_total\{[^}]*\} 3$/m);
  });
});
