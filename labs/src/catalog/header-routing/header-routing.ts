import { eventsPath, modelPath } from '@weather/contracts';
import type { Expectation } from '../../bench/expectation.ts';
import type { Phase } from '../../bench/evidence.ts';
import type { Check } from '../../judgement/check.ts';
import { witnessesOf } from '../../judgement/witnesses.ts';
import { allAnswered } from '../all-answered.ts';
import { asIs, withValue, without } from '../changes.ts';
import type { Lab, Setting } from '../lab.ts';
import { oneWorker } from '../requests.ts';
import { checksOfHop, idsCarried, pushesAnswered, routedAfterHops, routedDirectly } from './checks.ts';
import { headerRoutingExercise } from './exercise.ts';
import { figuresOf } from './figures.ts';
import { allToV1, goesBy, service, sink, swapped, withoutRule } from './rules.ts';
import { makeUsersTraffic } from './traffic.ts';
import { simulating } from './users.ts';

const setting = (name: string, title: string, change: Setting['change'], expectations: Expectation[]): Setting => ({
  name,
  title,
  change,
  replicas: { 'machine-learning-v1': 1, 'machine-learning-v2': 1 },
  expectations,
});

/** Both versions are one service then, and have one pod each. */
const either = { setting: 'no rule: half of them go to either version', astray: 0.5 };
const noRule = { v1: either, v2: either };

const noHeader = {
  v1: { setting: 'a service that takes its headers from any of the requests under way', astray: 1 / simulating.length },
  v2: { setting: 'a header that the services do not pass on', astray: 1 },
};

function judge(phases: readonly Phase[]): Check[] {
  const [direct, carried] = phases as [Phase, Phase];
  const after = routedAfterHops(carried);
  return [
    ...checksOfHop({ id: 'direct', what: 'requests', routed: routedDirectly(direct), against: noRule }),
    idsCarried(carried, after),
    ...checksOfHop({ id: 'carried', what: 'pushed observations', routed: after, against: noHeader }),
    allAnswered(direct, {
      id: 'direct-answered',
      claim: 'every request is answered',
      against: { setting: 'a version without pods', power: 1 },
    }),
    pushesAnswered(carried),
    witnessesOf(direct, { method: 'GET', route: modelPath }),
    witnessesOf(carried, { method: 'POST', route: eventsPath }),
  ];
}

export const headerRouting: Lab = {
  name: 'header-routing',
  title: 'Routing by header',
  row: 'X1',
  question: 'Does one user see the new model and nobody else, also where other services ask in the user’s name?',
  source: {
    where: 'Bookinfo article; ECE 4150 course slides',
    setUp: 'VirtualService that matches the header end-user: jason, with the subsets v1 and v2',
    saw: 'the user jason sees v2, all others v1',
  },
  since: [
    'A proxy sees one request at a time: that a call has to do with an earlier one it knows only from headers, and these have to be passed on by the services, then as now. Ours pass on end-user (and what FORWARD_HEADERS names); message-queue keeps it with the observation, and pushes with it.',
  ],
  scenario: 'header-routing',
  client: { ...oneWorker, why: 'the header alone decides, whatever the workers; one keeps the order of the log' },
  involves: {
    workloads: ['machine-learning-v1', 'machine-learning-v2', 'message-queue'],
    services: [service, sink],
  },
  images: [],
  rule: setting('rule', 'end-user: jason to v2', asIs, goesBy('end-user: jason')),
  controls: [
    setting(
      'not-passed-on',
      'a header that the services do not pass on',
      withValue('VirtualService', service, ['spec', 'http', 0, 'match', 0, 'headers'], {
        'x-user': { exact: 'jason' },
      }),
      goesBy('x-user: jason'),
    ),
    setting('swapped', 'the route for everybody comes first', swapped, allToV1()),
    setting('no-rule', 'no VirtualService: both versions are one service', without('VirtualService'), withoutRule()),
  ],
  caughtBy: {
    'not-passed-on': ['carried-v2'],
    swapped: ['direct-v2'],
    'no-rule': ['direct-v2', 'direct-v1'],
  },
  observe: makeUsersTraffic,
  judge,
  figures: ([direct, carried]) => figuresOf(routedDirectly(direct!), routedAfterHops(carried!)),
  exercise: { ...headerRoutingExercise, under: () => headerRouting },
};
