import { expect, test } from 'vitest';
import { faultIn } from './service-fault.ts';

test.each([
  ['message-queue: no room in /data: free some', 'no room in /data: free some'],
  ['TypeError: x is not a function', 'x is not a function'],
  ['Error [ERR_MODULE_NOT_FOUND]: Cannot find package', 'Cannot find package'],
  ['{"level":"error","msg":"it stops","err":{"message":"disk I/O error","stack":"..."}}', 'it stops: disk I/O error'],
  ['{"level":"fatal","msg":"it stops"}', 'it stops'],
])('%s is a complaint', (line, fault) => expect(faultIn(line)).toBe(fault));

test.each(['{"level":"info","msg":"listening"}', '{"level":"error"', '    at main (file.ts:3:1)', ''])(
  '%j is none',
  (line) => expect(faultIn(line)).toBeUndefined(),
);
