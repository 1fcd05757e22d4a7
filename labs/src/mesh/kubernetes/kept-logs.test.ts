import type { CommandOptions, CommandResult } from '@weather/cluster';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { beginVirtualTime, endVirtualTime, pass } from '../../../test/virtual-time.ts';
import { keptLogs } from './kept-logs.ts';

vi.mock('node:timers/promises', () => import('../../../test/virtual-time.ts'));
beforeEach(beginVirtualTime);
afterEach(endVirtualTime);

/** kubectl that follows a log: tells what it is given, until it is ended. */
function following() {
  const asked: string[][] = [];
  let tell: ((text: string) => void) | undefined;
  let end: (() => void) | undefined;
  const once = (args: readonly string[], { onOutput, signal }: CommandOptions = {}) =>
    new Promise<CommandResult>((resolve) => {
      asked.push([...args]);
      tell = onOutput;
      end = () => resolve({ code: 1, stdout: '', stderr: '' });
      signal!.addEventListener('abort', end);
    });
  const kept = keptLogs({ once }, new AbortController().signal);
  return { kept, asked, tell: (text: string) => tell!(text), breakOff: () => end!() };
}

const command = ['logs', 'gui-1'];

test('lines are kept as they come, whole ones only, each once', () => {
  const { kept, asked, tell } = following();
  const letGo = kept.keep('gui-1', command);
  tell('one\ntw');
  expect([...kept.linesOf('gui-1')]).toEqual(['one']);
  tell('o\none\n\n');
  expect([...kept.linesOf('gui-1')]).toEqual(['one', 'two']);
  expect([...kept.linesOf('another')]).toEqual([]);
  expect(asked).toEqual([['logs', 'gui-1', '--follow']]);
  letGo();
  expect([...kept.linesOf('gui-1')]).toEqual([]);
});

test('who stops telling is asked again, and what was told stays', async () => {
  const { kept, asked, tell, breakOff } = following();
  const letGo = kept.keep('gui-1', command);
  tell('one\n');
  breakOff();
  while (asked.length < 2) await pass(0);
  tell('one\ntwo\n');
  expect([...kept.linesOf('gui-1')]).toEqual(['one', 'two']);
  letGo();
});

test('once it is called off nobody is asked any more', async () => {
  const { kept, asked } = following();
  kept.keep('gui-1', command)();
  await pass(1000);
  expect(asked).toHaveLength(1);
});
