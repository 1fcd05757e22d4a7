import { modelPath } from '@weather/contracts';
import { z } from 'zod';
import type { Phase } from '../../bench/evidence.ts';
import type { Check } from '../../judgement/check.ts';
import { oneTryEach } from '../../judgement/one-try.ts';
import { witnessesOf } from '../../judgement/witnesses.ts';
import { asIs, withValue, without } from '../changes.ts';
import { balancesBy, filterHas, hasFilter } from '../expectations.ts';
import type { Expectation } from '../../bench/expectation.ts';
import { inWords } from '../in-words.ts';
import type { Lab, Setting } from '../lab.ts';
import { amount, bucketOf, followsBucket, refusals, refusalWitnesses, timing } from './checks.ts';
import { localRateLimitExercise, rule } from './exercise.ts';
import { figuresOf } from './figures.ts';
import { oneWorker } from '../requests.ts';
import { makeLimitedTraffic, replicas, service } from './traffic.ts';

const filter = 'envoy.filters.http.local_ratelimit';

const setting = (name: string, title: string, change: Setting['change'], expectation: Expectation): Setting => ({
  name,
  title,
  change,
  replicas: { [service]: 1 },
  // Istio's own balancing spreads the requests: every pod has to be among those that get some.
  expectations: [expectation, balancesBy('client', { service }, 'LEAST_REQUEST')],
});

// What is 0 is left out by Envoy; older rules come wrapped, with their values one level deeper.
const filterSchema = z.object({
  token_bucket: z.object({ max_tokens: z.number(), tokens_per_fill: z.number(), fill_interval: z.string() }),
  filter_enforced: z.object({ default_value: z.object({ numerator: z.number().default(0) }) }),
});
const configSchema = z.union([filterSchema, z.object({ value: filterSchema }).transform(({ value }) => value)]);

const limits = (tokens: number, enforced: number): Expectation =>
  filterHas(
    service,
    { filter, direction: 'INBOUND' },
    `limits what comes in to ${tokens} per minute, enforced for ${enforced} %`,
    (config) => {
      const { success, data } = configSchema.safeParse(config);
      if (!success) return 'it is set up without a bucket';
      const { max_tokens, tokens_per_fill, fill_interval } = data.token_bucket;
      const found = data.filter_enforced.default_value.numerator;
      if (max_tokens === tokens && tokens_per_fill === tokens && fill_interval === '60s' && found === enforced)
        return undefined;
      return `its bucket holds ${max_tokens} and gets ${tokens_per_fill} per ${fill_interval}, enforced for ${found} %`;
    },
  );

const isNowhere = hasFilter(service, filter, false);

function judge(phases: readonly Phase[], perMinute: number): Check[] {
  const [one, three] = phases as [Phase, Phase];
  const asked = { method: 'GET', route: modelPath };
  const bucket = bucketOf(perMinute);
  return [
    followsBucket(one, 1, bucket),
    amount(one, 1, bucket),
    followsBucket(three, replicas, bucket),
    amount(three, replicas, bucket),
    refusals([one, three]),
    ...[one, three].flatMap((phase) => [witnessesOf(phase, asked), oneTryEach(phase), refusalWitnesses(phase)]),
  ];
}

const inTime = `no request is at its bucket more than ${timing} s after its time in the log`;

const config = ['spec', 'configPatches', 0, 'patch', 'value', 'typed_config'];

/** What depends on the limit. */
const limitedTo = (perMinute: number): Pick<Lab, 'question' | 'since' | 'rule' | 'judge' | 'figures'> => ({
  question: `Does each pod let through ${inWords(perMinute)} requests a minute, and refuse the rest by itself?`,
  since: [
    `The bucket is refilled all the time (Envoy 1.31, Istio 1.24): one token every ${Number((60 / perMinute).toFixed(1))} s. In 2022 all came at once at the end of each minute, so that the next request had to wait for it.`,
  ],
  rule: setting('rule', `${perMinute} per minute and pod`, asIs, limits(perMinute, 100)),
  judge: (phases) => judge(phases, perMinute),
  figures: (phases) => figuresOf(phases as [Phase, Phase], perMinute),
});

export const localRateLimit: Lab = {
  name: 'local-rate-limit',
  title: 'Local rate limit',
  row: 'T4',
  source: {
    where: 'Bunyatov 2022, section 4.2.2',
    setUp: "EnvoyFilter on machine-learning's sidecar: a token bucket of 10 per minute",
    saw: 'answers with 200, then with 429 (local_rate_limited), in the log and in Grafana',
  },
  scenario: 'local-rate-limit',
  holdsWhile: Object.fromEntries(
    ['one-bucket', 'one-amount', 'three-bucket', 'three-amount'].map((id) => [id, inTime]),
  ),
  client: { ...oneWorker, why: 'the proxies beside the pods decide; one worker keeps the client small' },
  involves: { workloads: [service], services: [service] },
  images: [],
  ...limitedTo(localRateLimitExercise.parameters.perMinute!.usual),
  controls: [
    setting('no-rule', 'no rule at all', without('EnvoyFilter'), isNowhere),
    setting(
      'too-high',
      '100 per minute instead of 10',
      withValue('EnvoyFilter', rule, [...config, 'token_bucket'], {
        max_tokens: 100,
        tokens_per_fill: 100,
        fill_interval: '60s',
      }),
      limits(100, 100),
    ),
    setting(
      'not-enforced',
      'the filter counts, but its limit is enforced for 0 % of the requests',
      withValue('EnvoyFilter', rule, [...config, 'filter_enforced', 'default_value', 'numerator'], 0),
      limits(10, 0),
    ),
    setting(
      'wrong-port',
      'the rule names a port on which nothing listens, and so matches nothing',
      withValue('EnvoyFilter', rule, ['spec', 'configPatches', 0, 'match', 'listener'], {
        portNumber: 3002,
        filterChain: { filter: { name: 'envoy.filters.network.http_connection_manager' } },
      }),
      isNowhere,
    ),
  ],
  caughtBy: {
    'no-rule': ['one-bucket', 'one-amount', 'three-bucket', 'three-amount'],
    'too-high': ['one-bucket', 'one-amount', 'three-bucket', 'three-amount'],
    'not-enforced': ['one-bucket', 'one-amount', 'three-bucket', 'three-amount'],
    'wrong-port': ['one-bucket', 'one-amount', 'three-bucket', 'three-amount'],
  },
  observe: makeLimitedTraffic,
  exercise: {
    ...localRateLimitExercise,
    under: ({ perMinute }) => ({ ...localRateLimit, ...limitedTo(perMinute!) }),
  },
};
