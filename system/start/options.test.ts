import { expect, test } from 'vitest';
import { UsageError, parseOptions } from './options.ts';

test('without options the system keeps its data, shows observations and serves the page on 3000', () => {
  expect(parseOptions([], '/project')).toEqual({
    dataFolder: '/project/data',
    fresh: false,
    json: false,
    idle: false,
    port: 3000,
    help: false,
  });
});

test('the bare -- that npm passes on is not an option', () => {
  expect(parseOptions(['--', '--fresh'], '/').fresh).toBe(true);
});

test.each([
  [['--port', 'http']],
  [['--port', '0']],
  [['--port', '65535']],
  [['--port', '-1']],
  [['--colour']],
  [['now']],
])('refuses %j', (args) => {
  expect(() => parseOptions(args, '/')).toThrow(UsageError);
});
