import { modelPath } from '@weather/contracts';
import type { Phase } from '../../bench/evidence.ts';
import type { Expectation } from '../../bench/expectation.ts';
import type { Check } from '../../judgement/check.ts';
import { witnessesOf } from '../../judgement/witnesses.ts';
import { asIs, withValue } from '../changes.ts';
import type { Lab, Setting } from '../lab.ts';
import { oneWorker } from '../requests.ts';
import { evenAnswered, evenShare, noneAtV1After, noneFailsAfter, noneFailsMeanwhile, partInWords } from './checks.ts';
import { trafficShiftExercise } from './exercise.ts';
import { figuresOf } from './figures.ts';
import { evenSplit, only, service, weights } from './rules.ts';
import { makeShiftTraffic } from './traffic.ts';

const setting = (
  name: string,
  title: string,
  change: Setting['change'],
  expectations: Expectation[] = evenSplit(50, 50),
): Setting => ({
  name,
  title,
  change,
  replicas: { 'machine-learning-v1': 1, 'machine-learning-v2': 1 },
  expectations,
});

function judge(phases: readonly Phase[], share: number): Check[] {
  const [even, shift] = phases as [Phase, Phase];
  const asked = { method: 'GET', route: modelPath };
  return [
    evenShare(even.load.records, share),
    evenAnswered(even, share),
    noneFailsMeanwhile(shift),
    noneAtV1After(shift),
    noneFailsAfter(shift),
    witnessesOf(even, asked),
    witnessesOf(shift, asked),
  ];
}

/** What depends on the weight of v2 before the shift. */
function withV2At(v2: number): Pick<Lab, 'question' | 'rule' | 'observe' | 'judge' | 'figures'> {
  const share = v2 / 100;
  const part = `${partInWords(share)} of the requests`;
  const isHalf = share === 0.5;
  return {
    question: `Do ${part} go to ${isHalf ? 'each version' : 'v2'}, and can all be sent to the new one without losing any?`,
    rule: setting('rule', `${100 - v2} / ${v2}, then 0 / 100`, asIs, evenSplit(100 - v2, v2)),
    observe: (bench) => makeShiftTraffic(bench, isHalf ? 'Half of the requests to each version' : `${part} to v2`),
    judge: (phases) => judge(phases, share),
    figures: ([even, shift]) => figuresOf(even!, shift!, share),
  };
}

export const trafficShift: Lab = {
  name: 'traffic-shift',
  title: 'Traffic shifting',
  row: 'X2',
  source: {
    where: 'Bookinfo article',
    setUp: 'VirtualService with weights 50 and 50, then 0 and 100',
    saw: 'half of the requests at each version, then all at the new one',
  },
  since: [
    'A request that the proxy tries again draws anew, and a failure is hidden. Istio tries twice by default (and until 1.24 also after a 503), so the rules say attempts: 0.',
  ],
  scenario: 'traffic-shift',
  client: { ...oneWorker, why: 'the draw is made per request whatever the workers; one keeps the order of the log' },
  involves: { workloads: ['machine-learning-v1', 'machine-learning-v2'], services: [service] },
  images: [],
  ...withV2At(trafficShiftExercise.parameters.share!.usual),
  controls: [
    setting('uneven', '75/25 instead of 50/50', only('before', weights(75, 25)), evenSplit(75, 25)),
    setting('unfinished', '10/90 instead of 0/100 in the end', only('after', weights(10, 90))),
    setting(
      'no-such-subset',
      'a shift to a subset that no DestinationRule defines',
      only(
        'after',
        withValue('VirtualService', service, ['spec', 'http', 0, 'route', 1, 'destination', 'subset'], 'v3'),
      ),
    ),
  ],
  caughtBy: {
    uneven: ['even-share'],
    unfinished: ['none-at-v1'],
    'no-such-subset': ['none-fails'],
  },
  exercise: { ...trafficShiftExercise, under: ({ share }) => ({ ...trafficShift, ...withV2At(share!) }) },
};
