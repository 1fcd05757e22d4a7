import { expect, test } from 'vitest';
import { recorded } from '../../test/recorded.ts';
import { parseAccessLine, parseAccessLog } from './parse-access-line.ts';

const lines = recorded('proxy-log.txt').trim().split('\n');

test("requests are read, and the proxy's own log is passed over", () => {
  const found = parseAccessLog(lines);
  expect(found).toHaveLength(lines.filter((line) => line.startsWith('{')).length);
  expect(found.length).toBeLessThan(lines.length);
  expect(found[0]).toEqual({
    time: expect.stringMatching(/^2026-11-21T17:53:2\d\.\d{3}Z$/),
    method: 'GET',
    path: '/api/v1/model',
    status: 200,
    flags: '',
    details: 'via_upstream',
    durationMs: expect.any(Number),
    attempts: 1,
    userAgent: expect.stringMatching(/^lab\/\w+\/direct\/0$/),
    requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    traceId: '',
    authority: 'machine-learning-v1:3001',
    peer: '',
    downstream: '10.244.0.22:47022',
    upstream: expect.stringMatching(/^10\.244\.0\.\d+:3001$/),
    upstreamCluster: 'outbound|3001||machine-learning-v1.weather.svc.cluster.local',
    servedBy: expect.stringMatching(/^machine-learning-v1-/),
    version: 'v1',
    route: 'default',
  });
});

test('flags are kept, and what is null is empty', () => {
  const found = parseAccessLog(lines);
  expect(found.map(({ flags }) => flags)).toContain('DC');
  expect(found.map(({ userAgent }) => userAgent)).toContain('');
});

test('a line that was cut off, or is about something else, is none', () => {
  expect(parseAccessLine(lines.find((line) => line.startsWith('{'))!.slice(0, 100))).toBeUndefined();
  expect(parseAccessLine('{"level":"info","msg":"started"}')).toBeUndefined();
  expect(parseAccessLine('')).toBeUndefined();
});
