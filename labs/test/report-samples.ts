import type { Check } from '../src/judgement/check.ts';
import { alpha } from '../src/judgement/check.ts';
import type { Report } from '../src/report/report-schema.ts';
import { conservation, pods, sampleAttempt, sampleCheck, samplePhase, sampleReport } from './report-sample.ts';

const takesTurns = sampleCheck({
  id: 'direct-order',
  claim: 'Each pod’s turn comes again after exactly three requests',
  test: 'exact order law',
  against: { setting: 'RANDOM', power: 1 - 1e-12 },
  expected: 's(i + 3) = s(i) for all i',
  observed: 'the order 1→2→3→1→2→3…, 600 of 600 requests',
});

/** Reproduced on one attempt: an order strip and bars. */
export const reproduced = (): Report =>
  sampleReport({
    attempts: [
      sampleAttempt({
        checks: [
          takesTurns,
          sampleCheck({
            id: 'message-queue',
            claim: 'So does message-queue, which pushes to the same pods',
            test: 'exact order law',
            n: 180,
            against: { setting: 'LEAST_REQUEST', power: 0.99998 },
            expected: 's(i + 3) = s(i) for all i',
            observed: 'the order 3→1→2→3→1→2…, 180 of 180 pushes',
          }),
          conservation(),
        ],
      }),
    ],
    figures: [
      {
        kind: 'order',
        title: 'Which pod answered',
        says: 'The steps go down to the right without a break.',
        lanes: pods,
        rows: [
          { label: 'the lab’s client', picks: Array.from({ length: 600 }, (_, index) => index % 3) },
          { label: 'message-queue pushing', picks: Array.from({ length: 180 }, (_, index) => (index + 2) % 3) },
          { label: 'Bunyatov 2022', picks: [1, 2, 0, 1, 2, 0, 1, 2] },
        ],
      },
      {
        kind: 'bars',
        title: 'Requests per pod',
        says: 'All three got the same.',
        unit: 'requests',
        bars: pods.map((label) => ({ label, value: 200, low: 199, high: 201 })),
      },
    ],
    notes: ['The first request after the rule was live is not judged: it opens the connection.'],
  });

const share = (given: Partial<Check>) =>
  sampleCheck({
    id: 'share',
    claim: 'One request of ten goes to v2',
    kind: 'statistical',
    test: 'exact binomial test',
    n: 2000,
    alpha,
    against: { setting: '80/20 instead of 90/10', power: 0.99997 },
    expected: '150 to 254 of 2 000 requests at v2',
    observed: '0 of 2 000 requests at v2',
    result: 'fails',
    counts: { v1: 2000, v2: 0 },
    ...given,
  });

const independent = sampleCheck({
  id: 'independence',
  claim: 'Whether a request goes to v2 does not depend on the one before',
  kind: 'statistical',
  test: 'χ² test of independence',
  n: 2000,
  alpha,
  against: { setting: 'every tenth request to v2', power: 0.99999 },
  expected: 'χ² at most 15.1 with 1 degree of freedom',
  observed: 'nothing to compare: v2 got nothing',
  result: 'undecided',
});

/** Not reproduced on two attempts, with findings and advice: bars and a curve. */
export const notReproduced = (): Report =>
  sampleReport({
    lab: {
      name: 'canary',
      row: 'T5',
      title: 'Canary release',
      question: 'Does a tenth of the traffic reach version 2, and is version 2 the better forecaster on what it got?',
      source: {
        where: 'Bunyatov 2022, section 4.3',
        setUp: 'VirtualService 90/10 and DestinationRule with the subsets v1 and v2, watched in Kiali.',
        saw: '89 % / 11 % in Kiali, with an amplitude of 5 to 7 %',
      },
      since: ['503 is no longer retried by default, so that a subset without pods is seen at once.'],
      scenario: 'canary',
      client: { proxyConcurrency: undefined, why: 'each request draws its own random number, whatever the worker' },
    },
    setting: { name: 'rule', title: '90 % to v1, 10 % to v2', isControl: false },
    attempts: [
      sampleAttempt({ checks: [share({}), independent, conservation()] }),
      sampleAttempt({ checks: [share({ observed: '0 of 2 000 requests at v2 again' }), independent, conservation()] }),
    ],
    findings: [
      {
        layer: 'subset',
        says: 'Subset v2 of machine-learning has no endpoints: its label is version=v-2, which no pod has.',
        evidence:
          'cluster outbound|3001|v2|machine-learning.weather.svc.cluster.local has 0 endpoints in the client’s proxy',
        command:
          'istioctl proxy-config endpoints deploy/lab-client --cluster "outbound|3001|v2|machine-learning.weather.svc.cluster.local"',
      },
      {
        layer: 'retries',
        says: 'Istio tries a refused request again, twice by default, so that a missing version can hide.',
        evidence: '0 of 4 000 requests took more than one try',
        command: 'kubectl -n weather get virtualservice machine-learning -o yaml | grep -A3 retries',
      },
    ],
    figures: [
      {
        kind: 'bars',
        title: 'Share of each version',
        says: 'v2 got nothing, far outside of what 90/10 allows.',
        unit: '% of requests',
        bars: [
          { label: 'v1', value: 100, low: 87.3, high: 92.5, source: 89 },
          { label: 'v2', value: 0, low: 7.5, high: 12.7, source: 11 },
        ],
      },
      {
        kind: 'curve',
        title: 'Error of the forecasts',
        says: 'Mean absolute error of both models on the same observations: v2 is the better one from three hours on.',
        x: 'hours ahead',
        y: 'mean absolute error, °C',
        series: [
          { label: 'v1, moving average', points: [1, 3, 6, 12, 24].map((x) => ({ x, y: 0.9 + x * 0.09 })) },
          { label: 'v2, online regression', points: [1, 3, 6, 12, 24].map((x) => ({ x, y: 0.55 + x * 0.085 })) },
        ],
        bounds: [
          {
            label: '95 % interval of v2',
            points: [1, 3, 6, 12, 24].map((x) => ({ x, low: 0.45 + x * 0.07, high: 0.65 + x * 0.1 })),
          },
        ],
      },
    ],
    advice: 'hold. v2 forecasts better, but it is not reached: mend the subset first.',
  });

/** Inconclusive, because the witnesses disagree on both attempts: a timeline. */
export const inconclusive = (): Report => {
  const disagrees = conservation({
    observed: '90, 90 and 88',
    result: 'fails',
    counts: { sent: 90, proxy: 90, services: 88 },
  });
  const statuses = Array.from({ length: 90 }, (_, index) => (index < 10 || index % 24 === 0 ? 200 : 429));
  const attempt = sampleAttempt({
    phases: [samplePhase(statuses, { flags: 'RL', lost: 2 })],
    checks: [
      sampleCheck({
        id: 'envelope',
        claim: 'No more requests pass than a bucket of 10 allows that refills by one every 6 s',
        test: 'envelope of a token bucket',
        n: 90,
        against: { setting: '100 per minute', power: 1 },
        expected: '13 to 15 answers 200',
        observed: '13 answers 200, then 77 answers 429 local_rate_limited',
        counts: { passed: 13, refused: 77 },
      }),
      disagrees,
    ],
  });
  return sampleReport({
    lab: {
      name: 'local-rate-limit',
      row: 'T4',
      title: 'Local rate limit',
      question: 'Does a token bucket of 10 per minute on machine-learning’s sidecar refuse what is too much?',
      source: {
        where: 'Bunyatov 2022, section 4.2.2',
        setUp: 'EnvoyFilter on machine-learning’s sidecar, token bucket 10 per minute.',
        saw: '200s, then 429 local_rate_limited, in the log and in Grafana',
      },
      since: ['The bucket refills continuously, not once a minute.'],
      scenario: 'local-rate-limit',
    },
    setting: { name: 'rule', title: '10 per minute and pod', isControl: false },
    attempts: [attempt, attempt],
    figures: [
      {
        kind: 'timeline',
        title: 'Answers as they came',
        says: 'Ten pass at once; then one every six seconds.',
        series: [
          {
            label: 'one pod',
            answers: statuses.map((status, index) => ({ at: index * 0.25, status: status === 200 ? '200' : '429 RL' })),
          },
          {
            label: 'three pods',
            answers: Array.from({ length: 240 }, (_, index) => ({
              at: index * 0.1,
              status: index < 30 ? '200' : '429 RL',
            })),
          },
        ],
        marks: [
          { at: 2.5, label: 'bucket of one pod empty' },
          { at: 3, label: 'buckets of three pods empty' },
          { at: 20, label: 'load ends' },
        ],
      },
    ],
  });
};

/** A control that was caught, as it must be. */
export const control = (): Report => {
  const failing = sampleAttempt({
    checks: [{ ...takesTurns, result: 'fails', observed: '398 of 600 requests out of turn' }, conservation()],
  });
  return sampleReport({
    setting: { name: 'random', title: 'RANDOM instead of ROUND_ROBIN', isControl: true, caughtBy: ['direct-order'] },
    attempts: [failing, failing],
  });
};
