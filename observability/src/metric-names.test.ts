import { expect, test } from 'vitest';
import { metricNames } from './metric-names.ts';

test.each([
  ['up', ['up']],
  ['sum by (service, le) (rate(a_bucket{route!~"b|(c)", x="}"}[5m]))', ['a_bucket']],
  ['a / on (subscription) group_left (version) b > 14.4 * 0.005', ['a', 'b']],
  ['service:http_errors:ratio5m > 3 and on() (vector(0) or 1e3)', ['service:http_errors:ratio5m']],
  ['sum without (pod) (a offset 5m) unless min(b)', ['a', 'b']],
  ['predict_linear(a[1h], 4 * 3600) < 0 # not c', ['a']],
])('%s', (expression, names) => {
  expect([...metricNames(expression)].toSorted()).toEqual(names);
});
