import { notingLogger } from '@weather/service-kit/testing';
import { expect, it } from 'vitest';
import { StorageFullError } from './domain/errors.ts';
import { RoomWatch } from './room-watch.ts';

it('says once that there is no room, and once that there is again', async () => {
  const { logger, lines } = notingLogger();
  const watch = new RoomWatch(logger, '/data/log');
  let probes = 0;
  const noRoom = async () => {
    probes += 1;
    throw new StorageFullError('still full');
  };
  await watch.look(noRoom);
  expect([lines, probes]).toEqual([[], 0]);
  for (let round = 1; round <= 2; round++) {
    watch.refused(new StorageFullError('disk is full'));
    watch.refused(new StorageFullError('disk is full'));
    await watch.look(noRoom);
    await Promise.all([watch.look(async () => {}), watch.look(async () => {})]);
    expect(lines).toHaveLength(2 * round);
  }
  expect(lines).toMatchObject([
    {
      level: 'error',
      msg: expect.stringMatching(/no room .* in \/data\/log.* freed/),
      err: { message: 'disk is full' },
    },
    { level: 'info', msg: 'there is room for events again' },
    { level: 'error' },
    { level: 'info' },
  ]);
});
