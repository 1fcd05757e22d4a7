import { expect, test } from 'vitest';
import type { Phase } from '../bench/evidence.ts';
import type { Circumstances } from './cause.ts';
import { limiterAllows } from './filter-causes.ts';

const limited = (filter: string) =>
  ({
    objects: [{ spec: { configPatches: [{ patch: { value: { name: filter } } }] } }],
  }) as unknown as Circumstances;

const answers = (...marks: Record<string, string>[]) =>
  [{ load: { records: marks.map((of) => ({ marks: of })) } }] as unknown as Phase[];

test('what a limiter allows is known by its own word', () => {
  const told = answers({ 'x-ratelimit-limit': '1000, 1000;w=60' }, { 'x-ratelimit-limit': '1000, 1000;w=60' }, {});
  expect(limiterAllows(limited('envoy.filters.http.ratelimit'), told)).toMatchObject([
    { layer: 'limiter', evidence: 'x-ratelimit-limit: 1000, 1000;w=60' },
  ]);
  expect(limiterAllows(limited('envoy.filters.http.ratelimit'), answers({}))).toEqual([]);
  expect(limiterAllows(limited('envoy.filters.http.local_ratelimit'), told)).toEqual([]);
});
