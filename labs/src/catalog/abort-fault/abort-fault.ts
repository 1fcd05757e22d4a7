import { modelPath } from '@weather/contracts';
import type { Bench } from '../../bench/bench.ts';
import type { Phase } from '../../bench/evidence.ts';
import type { Check } from '../../judgement/check.ts';
import { witnessesOf } from '../../judgement/witnesses.ts';
import { asIs, withValue } from '../changes.ts';
import { shareOf } from '../in-words.ts';
import { abortOf, everyRequest, faultSettings, injects, noFault, type RouteFault } from '../injected-faults.ts';
import type { Lab } from '../lab.ts';
import { urlOf } from '../names.ts';
import { oneWorker, sequentially } from '../requests.ts';
import { checksOfAll } from './all.ts';
import { abortFaultExercise, shareFolder } from './exercise.ts';
import { figuresOf } from './figures.ts';
import { faultsIn, requestsOfShare, service, status } from './rules.ts';
import { checksOfShare } from './share.ts';

const requestsOfAll = 100;

const setting = faultSettings(service);

const toAll = (fault: string): RouteFault[] => [{ requests: everyRequest, fault }];

const aborts = (key: 'httpStatus' | 'percentage', value: unknown) =>
  withValue('VirtualService', service, ['spec', 'http', 0, 'fault', 'abort', key], value);

/** As somebody writes it who has the path slightly wrong: the route is there, and nobody takes it. */
const forOtherPath = withValue(
  'VirtualService',
  service,
  ['spec', 'http'],
  [
    {
      name: 'aborted',
      match: [{ uri: { exact: `${modelPath}s` } }],
      fault: { abort: { percentage: { value: 100 }, httpStatus: status } },
      route: [{ destination: { host: service } }],
    },
    { name: 'others', route: [{ destination: { host: service } }] },
  ],
);

/** First every call, then a share of them: the second rule takes the place of the first one, and in the end the other way about. */
async function observe(bench: Bench, percentage: number): Promise<Phase[]> {
  const { objects, expectations } = bench.applied;
  const watch = { proxies: [{ workload: service, side: 'server' as const }], services: [service] };
  const url = urlOf(service, modelPath);
  const all = await bench.phase(
    { name: 'all', title: 'Every call is aborted' },
    sequentially({ url, requests: requestsOfAll }),
    watch,
  );
  const rules = await bench.rulesIn(shareFolder);
  await bench.change({ apply: rules }, [injects('client', service, faultsIn(rules))]);
  const share = await bench.phase(
    { name: 'share', title: `Now ${shareOf(percentage, 'calls')} aborted` },
    sequentially({ url, requests: requestsOfShare }),
    watch,
  );
  await bench.change({ apply: objects }, expectations);
  return [all, share];
}

function judge([all, share]: readonly Phase[], percentage: number): Check[] {
  const asked = { method: 'GET', route: modelPath };
  return [
    ...checksOfAll(all!),
    ...checksOfShare(share!, percentage),
    witnessesOf(all!, asked),
    witnessesOf(share!, asked),
  ];
}

/** What depends on the share that the second rule aborts, in %. */
const thenFor = (percentage: number): Pick<Lab, 'rule' | 'observe' | 'judge' | 'figures'> => ({
  rule: setting('rule', `${status} for every call, then for ${percentage} %`, asIs, toAll(abortOf(status, 100))),
  observe: (bench) => observe(bench, percentage),
  judge: (phases) => judge(phases, percentage),
  figures: ([all, share]) => figuresOf(all!, share!, percentage),
});

export const abortFault: Lab = {
  name: 'abort-fault',
  title: 'Abort fault',
  row: 'X6',
  question: 'Can calls to a service be made to fail, all of them or a share, while the service itself is well?',
  source: {
    where: 'Wolff, Microservices, chapter 23',
    setUp: 'VirtualService with an abort fault: HTTP 500 for 100 % of the calls to one service',
    saw: 'every call fails with 500, and its callers have to do without the service',
  },
  since: [
    'The answer is made in the proxy of whoever asks; nothing is sent to the service, whose own metrics know of no failure. A caller without a sidecar is served as ever.',
    'A retry on the same route does not help against it: the router, which would try again, comes after the fault (lab retry).',
    'A share is drawn for each request by itself. In a trace, a failed hop has a span on the caller’s side only.',
  ],
  scenario: 'abort-fault',
  client: { ...oneWorker, why: 'one worker and one connection, so one row of draws in a known order' },
  involves: { workloads: [service], services: [service] },
  images: [],
  ...thenFor(abortFaultExercise.parameters.percent!.usual),
  controls: [
    setting(
      'other-share',
      '30 % in place of both shares',
      aborts('percentage', { value: 30 }),
      toAll(abortOf(status, 30)),
    ),
    setting('other-status', '503 instead of 500', aborts('httpStatus', 503), toAll(abortOf(503, 100))),
    setting('route-not-taken', 'a typo in the path: a route that no call takes', forOtherPath, [
      { requests: `path ${modelPath}s`, fault: abortOf(status, 100) },
      { requests: everyRequest, fault: noFault },
    ]),
  ],
  caughtBy: {
    'other-share': ['share'],
    'other-status': ['either-or'],
    'route-not-taken': ['nothing-arrives'],
  },
  exercise: { ...abortFaultExercise, under: ({ percent }) => ({ ...abortFault, ...thenFor(percent!) }) },
};
