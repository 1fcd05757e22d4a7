import { eventsPath } from '@weather/contracts';
import type { Expectation } from '../../bench/expectation.ts';
import type { Phase } from '../../bench/evidence.ts';
import type { Check } from '../../judgement/check.ts';
import { witnessesOf } from '../../judgement/witnesses.ts';
import type { MeshObject } from '../../mesh/mesh.ts';
import { asIs, withValue, without } from '../changes.ts';
import { betterForecaster } from '../forecasts/better-forecaster.ts';
import { errorsIn } from '../forecasts/forecast-errors.ts';
import type { Lab, Setting } from '../lab.ts';
import { oneWorker } from '../requests.ts';
import { answersOfV1, enoughCopies, noOther, publishedInTheDark } from './copies.ts';
import { mirroringExercise } from './exercise.ts';
import { figuresOf } from './figures.ts';
import { costOfCopying, nobodyWaits } from './latency.ts';
import { copies, copiesNothing, darkWorkload, liveWorkload, service } from './rules.ts';
import { makeMirrorTraffic } from './traffic.ts';

const setting = (
  name: string,
  title: string,
  change: Setting['change'],
  expectations: readonly Expectation[],
): Setting => ({ name, title, change, replicas: { [liveWorkload]: 1, [darkWorkload]: 1 }, expectations });

const mirror = ['spec', 'http', 1, 'mirrors', 0];

const withMirror = (place: readonly string[], value: unknown) =>
  withValue('VirtualService', service, [...mirror, ...place], value);

/** Neither routes nor slow copies. */
const withoutRules = (objects: readonly MeshObject[]) => without('EnvoyFilter')(without('VirtualService')(objects));

function judge([dark]: readonly Phase[], share: number): Check[] {
  return [
    enoughCopies(dark!, share),
    noOther(dark!, share),
    answersOfV1(dark!),
    publishedInTheDark(dark!, share),
    ...nobodyWaits(dark!, share),
    costOfCopying(dark!, share),
    betterForecaster(errorsIn(dark!), 'v2, which nobody hears, forecasts better than v1 on what was copied to it'),
    witnessesOf(dark!, { method: 'POST', route: eventsPath, copies: true }),
  ];
}

/** What depends on how many requests of a hundred are copied. */
function withCopiesOf(percent: number): Pick<Lab, 'question' | 'rule' | 'judge' | 'figures'> {
  const share = percent / 100;
  const isAll = share === 1;
  return {
    question: `Does v2 get a copy of ${isAll ? 'everything' : `${percent} % of everything`} that v1 gets, while whoever asks gets the same answers and waits no 10 ms longer, and what does it make of it?`,
    rule: setting(
      'rule',
      `a copy of ${isAll ? 'every request' : `${percent} % of the requests`} to v2`,
      asIs,
      copies(percent, 'v2'),
    ),
    judge: (phases) => judge(phases, share),
    figures: ([dark]) => figuresOf(dark!, share),
  };
}

export const mirroring: Lab = {
  name: 'mirroring',
  title: 'Dark launch',
  row: 'X3',
  source: {
    where: 'ECE 4150, course slides',
    setUp: 'live traffic to v1, a copy of it to v2, whose answers are discarded',
    saw: 'no figures',
  },
  since: [
    'A copy is sent to the same host name as the request (since 1.28); before, its Host ended in -shadow, by which it could be known. Now it is known by arriving at v2.',
    'The field is mirrors, a list, each with a percentage (since 1.20). mirror and mirrorPercentage still work.',
  ],
  scenario: 'mirroring',
  client: { ...oneWorker, why: 'its proxy makes the copies; one worker keeps them in order' },
  involves: { workloads: [liveWorkload, darkWorkload], services: [service] },
  images: [],
  ...withCopiesOf(mirroringExercise.parameters.share!.usual),
  controls: [
    setting(
      'to-v1',
      'the copies go to v1 instead of v2',
      withMirror(['destination', 'subset'], 'v1'),
      copies(100, 'v1'),
    ),
    setting('half', 'mirrorPercentage 50', withMirror(['percentage', 'value'], 50), copies(50, 'v2')),
    setting('no-rule', 'no VirtualService: both versions are one service', withoutRules, copiesNothing),
  ],
  caughtBy: {
    'to-v1': ['every-copy', 'no-other'],
    half: ['every-copy'],
    'no-rule': ['every-copy', 'answers'],
  },
  observe: async (bench) => [await makeMirrorTraffic(bench)],
  exercise: { ...mirroringExercise, under: ({ share }) => ({ ...mirroring, ...withCopiesOf(share!) }) },
};
