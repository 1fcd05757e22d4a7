import { modelPath } from '@weather/contracts';
import type { Phase } from '../../bench/evidence.ts';
import type { Check } from '../../judgement/check.ts';
import { witnessesOf } from '../../judgement/witnesses.ts';
import { asIs, withValue } from '../changes.ts';
import type { Lab, Setting } from '../lab.ts';
import { servicePort } from '../names.ts';
import { callerLogged, identitySeen, meshIsServed, plainTextPasses, plainTextRefused } from './checks.ts';
import { mutualTlsExercise } from './exercise.ts';
import { figuresOf } from './figures.ts';
import { allTake, logged, service } from './rules.ts';
import { makeBothTraffics } from './traffic.ts';

const setting = (
  name: string,
  title: string,
  change: Setting['change'],
  mode: Parameters<typeof allTake>[0],
): Setting => ({ name, title, change, replicas: {}, expectations: allTake(mode) });

const withMode = (mode: string) => withValue('PeerAuthentication', service, ['spec', 'mtls', 'mode'], mode);

/** STRICT as before, but for one port. */
const withException = withValue('PeerAuthentication', service, ['spec'], {
  selector: { matchLabels: { app: 'machine-learning', version: 'v1' } },
  mtls: { mode: 'STRICT' },
  portLevelMtls: { [servicePort]: { mode: 'PERMISSIVE' } },
});

function judge(phases: readonly Phase[]): Check[] {
  const [before, after] = phases as [Phase, Phase];
  const asked = { method: 'GET', route: modelPath };
  return [
    plainTextPasses(before),
    plainTextRefused(after),
    meshIsServed([before, after]),
    identitySeen([before, after]),
    callerLogged([before, after]),
    witnessesOf(before, asked),
    witnessesOf(after, asked),
  ];
}

export const mutualTls: Lab = {
  name: 'mutual-tls',
  title: 'Mutual TLS',
  row: 'X10',
  question: 'Is plain text refused, and does a service know by certificate who asks?',
  source: {
    where: 'ECE 4150 course slides; Wolff, Microservices, chapter 23',
    setUp: 'mutual TLS between services, STRICT',
    saw: 'services speak with each other as before; a client without a proxy gets no answer',
  },
  since: [
    'Until Istio 1.4 a Policy or MeshPolicy asked for mutual TLS and a DestinationRule with ISTIO_MUTUAL made clients use it. Since 1.5 a PeerAuthentication is all: proxies use TLS by themselves wherever the other side has a proxy.',
    'Probes come in plain text, from the kubelet. Istio has them answered by the agent beside the proxy, on port 15020, so they work under STRICT too: a pod that is ready proves nothing about plain text.',
  ],
  scenario: 'mutual-tls',
  client: {
    proxyConcurrency: 1,
    hasProxy: false,
    withFortio: false,
    why: 'it stands outside: no proxy, so plain text; a further client has a proxy, whose certificate names the account model-reader',
  },
  involves: { workloads: [logged], services: [logged] },
  images: [],
  rule: setting('rule', 'STRICT', asIs, 'STRICT'),
  controls: [
    setting('permissive', 'PERMISSIVE instead of STRICT', withMode('PERMISSIVE'), 'PERMISSIVE'),
    setting('disabled', 'DISABLE instead of STRICT', withMode('DISABLE'), 'DISABLE'),
    setting('port-exception', `STRICT, but PERMISSIVE for port ${servicePort}`, withException, 'PERMISSIVE'),
  ],
  caughtBy: {
    permissive: ['plain-text-refused'],
    disabled: ['plain-text-refused', 'identity'],
    'port-exception': ['plain-text-refused'],
  },
  observe: makeBothTraffics,
  judge,
  figures: (phases) => figuresOf(phases as [Phase, Phase]),
  exercise: { ...mutualTlsExercise, under: () => mutualTls },
};
