import { linesAt, type Phase } from '../../bench/evidence.ts';
import type { Check } from '../../judgement/check.ts';
import { exactCheck } from '../../judgement/make-check.ts';
import { plannedIn } from '../../load/sent.ts';
import { allowedEnvelope, checkTokenBucket } from '../../statistics/index.ts';
import { isEachAsItHasToBe } from '../all-or-nothing.ts';
import { slowest, unlessStalled } from '../stalls.ts';
import { allowedBy, isRefusal, lengthOf, type LimitedPod, limitedPods, othersAt } from './pods.ts';

/** The rule's bucket, one per pod: by so many requests it is filled each minute. */
export const bucketOf = (perMinute: number) => ({ capacity: perMinute, rate: perMinute / 60 });

type Bucket = ReturnType<typeof bucketOf>;

/** Seconds between a request's time in the log and the moment at the bucket, at most: the machine may be busy. */
export const timing = 0.25;

/** A request that its proxy had for longer may have come to the bucket at any time meanwhile. */
const isStalled = (phase: Phase) => slowest(linesAt(phase, 'server')) > 1000 * timing;

const pods = (count: number) => (count === 1 ? 'one pod' : `each of ${count} pods`);

/** At every moment, for each pod by itself. */
export function followsBucket(phase: Phase, expected: number, bucket: Bucket): Check {
  const limited = limitedPods(phase);
  const results = limited.map(({ answers }) => checkTokenBucket(answers, { ...bucket, timing }));
  const tooMany = results.some(({ fullest }) => fullest !== undefined && fullest.allowed > fullest.bound);
  const wrong = results.reduce((sum, { wrongRefusals = [] }) => sum + wrongRefusals.length, 0);
  const others = othersAt(limited);
  const nearest = results
    .flatMap(({ fullest }) => fullest ?? [])
    .toSorted((a, b) => b.allowed - b.bound - (a.allowed - a.bound));
  return exactCheck({
    id: `${phase.name}-bucket`,
    claim: `${pods(expected)} lets through what a bucket of ${bucket.capacity} has tokens for, and refuses nothing else`,
    test: `law of a token bucket that is refilled all the time, on every interval, by times that are right to ${timing} s`,
    n: answersOf(limited),
    against: { setting: `a bucket of ${2 * bucket.capacity}`, power: 1 },
    expected: `at most ${bucket.capacity} and one more every ${Number((1 / bucket.rate).toFixed(1))} s in any interval; none refused that must have found a token`,
    observed: [
      ...nearest
        .slice(0, 1)
        .map(({ allowed, bound }) => `${allowed} in the fullest interval, whose bound is ${bound.toFixed(1)}`),
      `${wrong} refused with a token there`,
      ...(others > 0 ? [`${others} requests of others took tokens as well`] : []),
    ].join('; '),
    holds: isJudgeable(limited, expected, bucket)
      ? unlessStalled(followed(tooMany, wrong, others), isStalled(phase))
      : undefined,
    counts: Object.fromEntries(limited.flatMap((pod) => countsOf(pod))),
  });
}

/** Requests of others take tokens at moments that are not known here: what looks like a wrong refusal need be none. */
function followed(tooMany: boolean, wrongRefusals: number, others: number): boolean | undefined {
  if (tooMany) return false;
  if (wrongRefusals === 0) return true;
  return others > 0 ? undefined : false;
}

/** How much all pods let through together: what the limit comes to. */
export function amount(phase: Phase, expected: number, bucket: Bucket): Check {
  const limited = limitedPods(phase);
  const envelopes = limited.map((pod) => allowedEnvelope(bucket, lengthOf(pod)));
  const low = envelopes.reduce((sum, envelope) => sum + envelope.low, 0);
  const high = envelopes.reduce((sum, envelope) => sum + envelope.high, 0);
  const allowed = limited.reduce((sum, pod) => sum + allowedBy(pod), 0);
  const seconds = Math.max(0, ...limited.map(lengthOf));
  return exactCheck({
    id: `${phase.name}-amount`,
    claim: `${expected === 1 ? 'one pod lets' : `${expected} pods let`} through what ${expected === 1 ? 'one full bucket' : `${expected} full buckets`} and their refill allow`,
    test: `bounds on what full buckets let through of more requests than they can take, by times that are right to ${timing} s`,
    n: answersOf(limited),
    against:
      expected === 1
        ? { setting: `a bucket of ${2 * bucket.capacity}`, power: 1 }
        : { setting: 'one bucket for all pods together', power: 1 },
    expected: `from ${low} to ${high} in ${seconds.toFixed(0)} s`,
    observed: `${allowed} (${limited.map(allowedBy).join(' + ')})`,
    holds: isJudgeable(limited, expected, bucket)
      ? unlessStalled(within(allowed, { low, high }, othersAt(limited)), isStalled(phase))
      : undefined,
    counts: Object.fromEntries(limited.flatMap((pod) => countsOf(pod))),
  });
}

function within(allowed: number, { low, high }: { low: number; high: number }, others: number): boolean | undefined {
  if (allowed > high) return false;
  if (allowed >= low) return true;
  return others > 0 ? undefined : false;
}

/** Who refuses, and how it says so. */
export function refusals(phases: readonly Phase[]): Check {
  const records = phases.flatMap(({ load }) => load.records);
  const refused = records.filter(({ status }) => status === 429);
  const marked = refused.filter(({ marks, servedBy }) => marks['x-local-rate-limit'] === 'true' && servedBy === '');
  const served = records.filter(({ status, servedBy }) => status === 200 && servedBy !== '');
  const planned = phases.reduce((sum, { load }) => sum + (plannedIn(load) ?? 0), 0);
  const strange = records.length - marked.length - served.length;
  return exactCheck({
    id: 'refusals',
    claim: 'every request is either served or refused by the proxy with 429 and its mark; no service refuses',
    test: 'exact: all or nothing',
    n: records.length,
    against: { setting: 'no limit', power: 1 },
    expected: 'some 429, all with x-local-rate-limit and none from a pod; all others 200 from a pod',
    observed: `${served.length} served, ${marked.length} refused with the mark, ${strange} otherwise`,
    holds: isEachAsItHasToBe({ n: records.length, hits: marked.length === 0 ? 0 : records.length - strange, planned }),
    counts: { served: served.length, refused: marked.length, otherwise: strange },
  });
}

/** Whether all who know of a phase's refusals tell the same number: client, both proxies, the filter's own counter. */
export function refusalWitnesses(phase: Phase): Check {
  const limited = limitedPods(phase);
  const counted = limited.flatMap(({ counted: count }) => count ?? []);
  const hasCounters = limited.length > 0 && counted.length === limited.length;
  const byCounters = counted.reduce((sum, count) => sum + count, 0);
  const client = phase.load.statuses['429'] ?? 0;
  const clientProxy = linesAt(phase, 'client').filter(({ status }) => status === 429).length;
  const serverProxies = linesAt(phase, 'server').filter(isRefusal).length;
  // Refusals of others are counted by the filter, too, and stand in no log of ours.
  const counterAgrees = byCounters >= client && byCounters <= client + othersAt(limited);
  return exactCheck({
    id: `${phase.name}-refusal-witnesses`,
    role: 'witness',
    claim: `${phase.title}: client, both proxies and the filter's own counter tell of as many refusals`,
    test: 'conservation of refusals',
    n: phase.load.records.length,
    against: undefined,
    expected: hasCounters ? 'all four the same' : 'all three the same (these proxies keep no counter of the filter)',
    observed: `client ${client}, its proxy ${clientProxy}, the pods' proxies ${serverProxies}${hasCounters ? `, their counters ${byCounters}` : ''}`,
    holds: client === clientProxy && client === serverProxies && (!hasCounters || counterAgrees),
    counts: {
      client,
      'client proxy': clientProxy,
      'server proxies': serverProxies,
      ...(hasCounters && { counters: byCounters }),
    },
  });
}

const answersOf = (limited: readonly LimitedPod[]) => limited.reduce((sum, { answers }) => sum + answers.length, 0);

/** Each pod has to get far more than its bucket can take: else nothing was limited. */
const isJudgeable = (limited: readonly LimitedPod[], expected: number, bucket: Bucket) =>
  limited.length === expected &&
  limited.every((pod) => pod.answers.length > 3 * allowedEnvelope(bucket, lengthOf(pod)).high);

const countsOf = (pod: LimitedPod): [string, number][] => [
  [`${pod.name} let through`, allowedBy(pod)],
  [`${pod.name} refused`, pod.answers.length - allowedBy(pod)],
];
