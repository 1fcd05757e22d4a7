import { modelPath } from '@weather/contracts';
import { balancesBy } from '../src/catalog/expectations.ts';
import type { Lab } from '../src/catalog/lab.ts';
import { urlOf } from '../src/catalog/names.ts';
import { sequentially } from '../src/catalog/requests.ts';
import { roundRobin } from '../src/catalog/round-robin/round-robin.ts';
import { exactCheck } from '../src/judgement/make-check.ts';
import { witnessesOf } from '../src/judgement/witnesses.ts';
import type { MeshObject } from '../src/mesh/mesh.ts';

/** As a rules file would have it. */
export const balancing = (service: string, simple: string, name = service): MeshObject => ({
  apiVersion: 'networking.istio.io/v1',
  kind: 'DestinationRule',
  metadata: { name, namespace: 'weather' },
  spec: { host: service, trafficPolicy: { loadBalancer: { simple } } },
});

const service = 'machine-learning-v1';
const other = 'machine-learning-v2';

/** A lab that changes all that a lab can change, and makes little traffic. */
export const madeUpLab: Lab = {
  ...roundRobin,
  name: 'made-up',
  involves: { workloads: [service], services: [service] },
  rule: {
    ...roundRobin.rule,
    replicas: { [service]: 2 },
    expectations: [balancesBy('client', { service }, 'ROUND_ROBIN')],
  },
  observe: async (bench) => {
    await bench.scale(other, 2);
    await bench.change({ apply: [balancing(other, 'RANDOM')] }, [balancesBy('client', { service: other }, 'RANDOM')]);
    const watch = { proxies: [{ workload: service, side: 'server' as const }], services: [service] };
    const plan = sequentially({ url: urlOf(service, modelPath), requests: 4 });
    return [await bench.phase({ name: 'direct', title: 'A few requests' }, plan, watch)];
  },
  judge: ([direct]) => [
    exactCheck({
      id: 'answered',
      claim: 'all are answered',
      test: 'exact',
      expected: '4',
      against: undefined,
      counts: {},
      n: 4,
      observed: String(direct!.load.records.length),
      holds: direct!.load.statuses[200] === 4,
    }),
    witnessesOf(direct!, { method: 'GET', route: modelPath }),
  ],
  figures: () => [],
};
