import { modelPath } from '@weather/contracts';
import { describe, expect, test } from 'vitest';
import {
  account,
  lineOf,
  type MadeUp,
  phaseOf,
  replica,
  service,
  startedAt,
} from '../../../test/rate-limited-phases.ts';
import type { Phase } from '../../bench/evidence.ts';
import { localRateLimit } from './local-rate-limit.ts';

const workload = 'machine-learning-v1';

interface Limit {
  tokens: number;
  enforced?: boolean;
  /** As before Envoy 1.31: all tokens at once, at the end of each minute. */
  inSteps?: boolean;
  mark?: boolean;
  /** Whether the proxies keep the filter's counters; `off` by that much. */
  counters?: { off: number };
  others?: number;
}

/** Ten requests a second for 20 s to each pod, through a bucket of its own. */
function phase(name: string, pods: number, limit: Limit): Phase {
  const buckets = Array.from({ length: pods }, () => limit.tokens);
  const requests = Array.from({ length: 200 * pods }, (_, index): MadeUp => {
    const pod = index % pods;
    const refill = limit.inSteps ? 0 : limit.tokens / 600;
    if (index >= pods) buckets[pod] = Math.min(limit.tokens, buckets[pod]! + refill);
    const hasToken = buckets[pod]! >= 1;
    if (hasToken) buckets[pod]! -= 1;
    const served = hasToken || limit.enforced === false;
    return {
      at: startedAt + Math.floor(index / pods) * 100,
      status: served ? 200 : 429,
      pod,
      served,
      refusal: { flags: 'RL', details: 'local_rate_limited' },
      marks: served || limit.mark === false ? {} : { 'x-local-rate-limit': 'true' },
    };
  });
  return phaseOf({ name, title: name }, requests, witnesses(requests, pods, limit));
}

function witnesses(requests: readonly MadeUp[], pods: number, { counters, others = 0 }: Limit) {
  const members = Array.from({ length: pods }, (_, index) => replica(workload, index));
  const towards = ({ pod }: MadeUp) => `${members[pod]!.address}:3001`;
  // The client's proxy passes every request on: it is the other one that refuses.
  const client = requests.map((one) => lineOf({ ...one, served: true }, towards(one), modelPath));
  const servers = members.map((member, pod) => {
    const own = requests.filter((one) => one.pod === pod);
    const refused = own.filter(({ served }) => !served).length;
    const stats = 'http_local_rate_limiter.http_local_rate_limit';
    return account(
      member,
      'server',
      own.map((one) => lineOf(one, '127.0.0.6:3001', modelPath)),
      {
        others: others === 0 ? {} : { 'POST /api/v1/events': others },
        growth:
          counters === undefined ? {} : { [`${stats}.enabled`]: 200, [`${stats}.enforced`]: refused + counters.off },
      },
    );
  });
  return {
    proxies: [account(replica('lab-client', 90), 'client', client), ...servers],
    services: members.map((member, pod) =>
      service(member, `GET ${modelPath}`, requests.filter((one) => one.pod === pod && one.served).length),
    ),
  };
}

const judged = (limit: Limit, pods = 3) => {
  const checks = localRateLimit.judge([phase('one', 1, limit), phase('three', pods, limit)]);
  return Object.fromEntries(checks.map(({ id, result }) => [id, result]));
};

const failing = (limit: Limit) =>
  Object.entries(judged(limit))
    .filter(([, result]) => result === 'fails')
    .map(([id]) => id);

const rule = { tokens: 10 };
const laws = ['one-bucket', 'one-amount', 'three-bucket', 'three-amount'];

describe('local rate limit', () => {
  test('10 per minute and pod: everything holds', () => {
    expect(new Set(Object.values(judged(rule)))).toEqual(new Set(['holds']));
    expect(new Set(Object.values(judged({ ...rule, counters: { off: 0 } })))).toEqual(new Set(['holds']));
  });

  test('no rule, or one that is not enforced: all pass', () => {
    expect(failing({ ...rule, enforced: false })).toEqual([...laws, 'refusals']);
  });

  test.each([100, 20])('a bucket of %d lets too many through', (tokens) => {
    expect(failing({ tokens })).toEqual(laws);
  });

  test('a bucket that is refilled once a minute only, as in 2022, lets too few through', () => {
    expect(failing({ ...rule, inSteps: true })).toEqual(laws);
  });

  test('a refusal without the mark may be anybody’s', () => {
    expect(failing({ ...rule, mark: false })).toEqual(['refusals']);
  });

  test('with fewer pods than the rule is about nothing is said of their number', () => {
    expect(judged(rule, 2)).toMatchObject({ 'three-bucket': 'undecided', 'three-amount': 'undecided' });
  });

  test('a counter that tells another number is a witness that disagrees', () => {
    expect(failing({ ...rule, counters: { off: 1 } })).toEqual(['one-refusal-witnesses', 'three-refusal-witnesses']);
  });

  test('what others asked meanwhile may explain what was refused, but never what passed', () => {
    expect(judged({ tokens: 5, others: 3 })).toMatchObject({ 'one-bucket': 'undecided', 'one-amount': 'undecided' });
    expect(failing({ tokens: 20, others: 3 })).toEqual(laws);
    expect(failing({ ...rule, others: 3, counters: { off: 2 } })).toEqual([]);
  });

  test('draws a burst, each pod by itself, and three times as much for three pods', () => {
    const [timeline, curve, bars] = localRateLimit.figures([phase('one', 1, rule), phase('three', 3, rule)]);
    expect(timeline).toMatchObject({ kind: 'timeline' });
    expect(curve).toMatchObject({ kind: 'curve', series: [{}, {}, {}] });
    expect(bars).toMatchObject({ kind: 'bars', bars: [{ value: 13 }, { value: 39 }] });
  });
});
