import { modelPath } from '@weather/contracts';
import type { Phase } from '../src/bench/evidence.ts';
import { ratePerSecond, seconds, service as workload } from '../src/catalog/local-rate-limit/traffic.ts';
import type { Random } from '../src/statistics/index.ts';
import { account, lineOf, type MadeUp, phaseOf, replica, service, startedAt } from './rate-limited-phases.ts';

/** Made-up token buckets, one beside each pod. */
export interface MadeUpLimit {
  tokens: number;
  enforced?: boolean;
  /** As before Envoy 1.31: all tokens at once, at the end of each minute. */
  inSteps?: boolean;
  /** One bucket that all pods share. */
  shared?: boolean;
  mark?: boolean;
  /** Whether the proxies keep the filter's counters; `off` by that much. */
  counters?: { off: number };
  others?: number;
  /** With it requests come in any order to any pod, and the log's times are off by so many ms, either way. */
  random?: Random;
  timingMs?: number;
}

/** As many requests a second to each pod as the lab makes, through a bucket of its own. */
export function bucketPhase(name: string, pods: number, limit: MadeUpLimit): Phase {
  const { random, timingMs = 0 } = limit;
  const buckets = Array.from({ length: pods }, () => ({ tokens: limit.tokens, last: 0 }));
  const requests = Array.from({ length: seconds * ratePerSecond * pods }, (_, index): MadeUp => {
    const pod = random === undefined ? index % pods : Math.floor(random() * pods);
    const at = (1000 / ratePerSecond) * (random === undefined ? Math.floor(index / pods) : index / pods);
    const served = takes(buckets[limit.shared ? 0 : pod]!, at, limit) || limit.enforced === false;
    return {
      at: startedAt + Math.round(at + (random === undefined ? 0 : timingMs * (2 * random() - 1))),
      status: served ? 200 : 429,
      pod,
      served,
      refusal: { flags: 'RL', details: 'local_rate_limited' },
      marks: served || limit.mark === false ? {} : { 'x-local-rate-limit': 'true' },
    };
  });
  const seen = requests.toSorted((one, other) => one.at - other.at);
  return phaseOf({ name, title: name }, seen, witnesses(seen, pods, limit));
}

function takes(
  bucket: { tokens: number; last: number },
  at: number,
  { tokens, inSteps = false }: MadeUpLimit,
): boolean {
  const refilled = inSteps ? 0 : (tokens / 60_000) * (at - bucket.last);
  bucket.tokens = Math.min(tokens, bucket.tokens + refilled);
  bucket.last = at;
  if (bucket.tokens < 1) return false;
  bucket.tokens -= 1;
  return true;
}

function witnesses(requests: readonly MadeUp[], pods: number, { counters, others = 0 }: MadeUpLimit) {
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
          counters === undefined
            ? {}
            : { [`${stats}.enabled`]: own.length, [`${stats}.enforced`]: refused + counters.off },
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
