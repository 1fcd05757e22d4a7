import { modelPath } from '@weather/contracts';
import type { Phase } from '../../bench/evidence.ts';
import type { Expectation } from '../../bench/expectation.ts';
import type { Check } from '../../judgement/check.ts';
import { witnessesOf } from '../../judgement/witnesses.ts';
import { asIs, whereThereIs, withValue, without } from '../changes.ts';
import type { Lab, Setting } from '../lab.ts';
import { clusterOf, servicePort } from '../names.ts';
import { oneWorker } from '../requests.ts';
import { answeredAfter, arrivals, meshStaysOpen, othersRefused, refusedBefore } from './checks.ts';
import { egressExercise } from './exercise.ts';
import { figuresOf } from './figures.ts';
import { isUnknown, outsideHost, outsideWorkload, refusesTheUnknown } from './rules.ts';
import { insideService, makeOutboundTraffic } from './traffic.ts';

const setting = (
  name: string,
  title: string,
  change: Setting['change'],
  isRefused: boolean,
  further: readonly Expectation[] = [],
): Setting => ({
  name,
  title,
  change,
  replicas: { [insideService]: 1 },
  expectations: [refusesTheUnknown(isRefused), ...further],
});

const ofSidecar = (place: (string | number)[], value: unknown) =>
  whereThereIs('Sidecar', withValue('Sidecar', 'lab-client', ['spec', ...place], value));

/**
 * What is declared has to be among them, or it would be as unknown as if it were not; and so has a service with the port that
 * all use, or the proxy would say nothing of that port.
 */
const hostsWithoutMost = [`./${outsideHost}`, './message-queue.weather.svc.cluster.local', 'istio-system/*'];

const ofEntry = (place: (string | number)[], value: string | number) =>
  whereThereIs('ServiceEntry', withValue('ServiceEntry', outsideWorkload, ['spec', ...place], value));

function judge(phases: readonly Phase[]): Check[] {
  const [before, after] = phases as [Phase, Phase];
  return [
    refusedBefore(before),
    answeredAfter(after),
    othersRefused([before, after]),
    meshStaysOpen([before, after]),
    ...[before, after].flatMap((phase) => [
      witnessesOf(inTheMesh(phase), { method: 'GET', route: modelPath }),
      arrivals(phase),
    ]),
  ];
}

/** Without the host outside, beside which no proxy stands. */
const inTheMesh = (phase: Phase): Phase => ({
  ...phase,
  services: phase.services.filter(({ replica }) => replica.hasProxy),
});

export const egress: Lab = {
  name: 'egress',
  title: 'Egress control',
  row: 'X12',
  question: 'Can services of the mesh reach only those outside hosts that somebody declared?',
  source: {
    where: 'ECE 4150 course slides',
    setUp: 'outbound traffic for registered hosts only; a ServiceEntry for the one that is needed',
    saw: 'an outside host is refused until it is declared',
  },
  since: [
    'Until Istio 1.1 every outside host was refused. Since then all are let through (ALLOW_ANY) unless the mesh, or a Sidecar, says REGISTRY_ONLY.',
    'A request for a host that is not known is answered with 502 by the proxy where the port speaks HTTP. On another port, and with TLS, the connection is cut without an answer.',
    'It keeps honest callers to the list, and no others: whoever can change the proxy beside it goes past it. What must not get out needs a NetworkPolicy or a firewall as well.',
  ],
  scenario: 'egress',
  client: { ...oneWorker, why: 'its own proxy decides what it may ask; one worker keeps it small' },
  involves: { workloads: [insideService], services: [insideService] },
  images: [],
  rule: setting('rule', 'REGISTRY_ONLY, and one host declared', asIs, true),
  controls: [
    setting(
      'allow-any',
      'ALLOW_ANY instead of REGISTRY_ONLY',
      ofSidecar(['outboundTrafficPolicy', 'mode'], 'ALLOW_ANY'),
      false,
    ),
    setting('no-rule', 'no Sidecar: what Istio does by itself', without('Sidecar'), false),
    setting(
      'wrong-label',
      'a typo in the label by which the Sidecar finds its pods',
      ofSidecar(['workloadSelector', 'labels', 'app'], 'lab-clint'),
      false,
    ),
    setting(
      'left-out',
      'the Sidecar names message-queue in place of its whole namespace',
      ofSidecar(['egress', 0, 'hosts'], hostsWithoutMost),
      true,
      [isUnknown(clusterOf(insideService))],
    ),
    setting('other-host', 'another host is declared', ofEntry(['hosts', 0], 'weather-archive.example'), true),
    setting(
      'other-port',
      `port 8080 is declared instead of ${servicePort}`,
      ofEntry(['ports', 0, 'number'], 8080),
      true,
    ),
  ],
  caughtBy: {
    'allow-any': ['refused-before', 'others-refused'],
    'no-rule': ['refused-before', 'others-refused'],
    'wrong-label': ['refused-before', 'others-refused'],
    'left-out': ['mesh-stays-open'],
    'other-host': ['answered-after'],
    'other-port': ['answered-after'],
  },
  observe: makeOutboundTraffic,
  judge,
  figures: (phases) => figuresOf(phases as [Phase, Phase]),
  exercise: { ...egressExercise, under: () => egress },
};
