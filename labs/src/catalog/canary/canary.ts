import { eventsPath } from '@weather/contracts';
import type { Bench } from '../../bench/bench.ts';
import type { Phase } from '../../bench/evidence.ts';
import type { Check } from '../../judgement/check.ts';
import { witnessesOf } from '../../judgement/witnesses.ts';
import { betterForecaster } from '../forecasts/better-forecaster.ts';
import { errorsIn } from '../forecasts/forecast-errors.ts';
import { adviceOn } from './advice.ts';
import { canaryExercise } from './exercise.ts';
import { figuresOf } from './figures.ts';
import { amplitude, everyAnswer, split } from './split.ts';
import { thesisFigures } from './thesis.ts';
import { makeCanaryTraffic } from './traffic.ts';
import { oneWorker } from '../requests.ts';
import { asIs, withValue, withWeights, without } from '../changes.ts';
import { hasPods, splitsTo } from '../expectations.ts';
import type { Expectation } from '../../bench/expectation.ts';
import type { Lab, Setting } from '../lab.ts';
import { clusterOf } from '../names.ts';

const service = 'machine-learning';

const setting = (name: string, title: string, change: Setting['change'], expectations: Expectation[]): Setting => ({
  name,
  title,
  change,
  replicas: { 'machine-learning-v1': 1, 'machine-learning-v2': 1 },
  expectations,
});

const weights = (v1: number, v2: number): Expectation[] => [
  splitsTo('client', service, { [clusterOf(service, 'v1')]: v1, [clusterOf(service, 'v2')]: v2 }),
  ...['v1', 'v2'].map((subset) => hasPods('client', { service, subset })),
];

function judge(traffic: Phase, share: number): Check[] {
  const { records } = traffic.load;
  return [
    split(records, share),
    everyAnswer(traffic, share),
    amplitude(records, share),
    thesisFigures(),
    betterForecaster(errorsIn(traffic), 'v2 forecasts better than v1 on the traffic that it got'),
    witnessesOf(traffic, { method: 'POST', route: eventsPath }),
  ];
}

/** What depends on the weight of v2. */
const withV2At = (v2: number): Pick<Lab, 'question' | 'rule' | 'judge' | 'figures'> => ({
  question: `${v2 === 10 ? 'Does one of ten requests' : `Do ${v2} % of the requests`} go to the new model, and is that model the better forecaster?`,
  rule: setting('rule', `${100 - v2} / ${v2}`, asIs, weights(100 - v2, v2)),
  judge: ([traffic]) => judge(traffic!, v2 / 100),
  figures: ([traffic]) => figuresOf(traffic!.load.records, errorsIn(traffic!), v2 / 100),
});

export const canary: Lab = {
  name: 'canary',
  title: 'Canary release',
  row: 'T5',
  source: {
    where: 'Bunyatov 2022, section 4.3',
    setUp: 'VirtualService with weights 90 and 10, DestinationRule with the subsets v1 and v2; watched in Kiali',
    saw: '89 % and 11 %, swinging by 5 to 7 percentage points',
  },
  since: [
    'A request that the proxy tries again draws anew. Istio tries twice by default (and until 1.24 also after a 503), so the rule says attempts: 0.',
  ],
  scenario: 'canary',
  client: { ...oneWorker, why: 'the draw is made per request whatever the workers; one keeps the order of the log' },
  involves: { workloads: ['machine-learning-v1', 'machine-learning-v2'], services: [service] },
  images: [],
  ...withV2At(canaryExercise.parameters.share!.usual),
  controls: [
    setting('eighty-twenty', '80/20 instead of 90/10', withWeights(service, [80, 20]), weights(80, 20)),
    setting('no-split', 'no VirtualService: both versions are one service', without('VirtualService'), [
      splitsTo('client', service, { [clusterOf(service)]: 100 }),
    ]),
    setting(
      'label-typo',
      'a typo in the label of subset v2',
      withValue('DestinationRule', service, ['spec', 'subsets', 1, 'labels', 'version'], 'v2x'),
      [
        weights(90, 10)[0]!,
        hasPods('client', { service, subset: 'v1' }),
        hasPods('client', { service, subset: 'v2' }, false),
      ],
    ),
  ],
  caughtBy: {
    'eighty-twenty': ['share'],
    'no-split': ['share'],
    'label-typo': ['no-failures'],
  },
  observe: async (bench: Bench) => [await makeCanaryTraffic(bench)],
  advice: ([traffic]) => adviceOn(traffic!, errorsIn(traffic!)),
  exercise: { ...canaryExercise, under: ({ share }) => ({ ...canary, ...withV2At(share!) }) },
};
