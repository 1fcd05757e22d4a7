import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { applyChanges, HalfDone } from './apply.ts';

let root: string;
const path = (file: string) => join(root, file);
const textOf = (file: string) => readFileSync(path(file), 'utf8');

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'weather-apply-'));
  for (const file of ['first', 'second', 'pnpm-lock.yaml']) writeFileSync(path(file), 'before');
});

afterEach(() => rmSync(root, { recursive: true }));

const changes = ['first', 'second'].map((file) => ({ file, before: 'before', after: 'after' }));

test('a file that cannot be put back is named, and all others are put back', async () => {
  const failing = applyChanges(root, changes, async () => {
    rmSync(path('first'));
    mkdirSync(path('first'));
    writeFileSync(path('pnpm-lock.yaml'), 'after');
    throw new Error('no space left on device');
  });
  await expect(failing).rejects.toThrow(new HalfDone('no space left on device', ['first']));
  expect([textOf('second'), textOf('pnpm-lock.yaml')]).toEqual(['before', 'before']);
});

test('where all are put back, the error is the one that there was', async () => {
  const reason = new Error('no space left on device');
  await expect(applyChanges(root, changes, () => Promise.reject(reason))).rejects.toBe(reason);
  expect([textOf('first'), textOf('second')]).toEqual(['before', 'before']);
});
