import { modelPath } from '@weather/contracts';
import type { Bench, Watch } from '../../bench/bench.ts';
import type { Phase } from '../../bench/evidence.ts';
import type { RequestPlan, RequestVariant } from '../../load/plan.ts';
import { servicePort, urlOf } from '../names.ts';
import { sequentially } from '../requests.ts';
import { declaredAt, forgetsDeclared, knowsDeclared, outsideHost, outsideWorkload } from './rules.ts';

/** The service of the mesh that is asked in between. */
export const insideService = 'machine-learning-v1';
/** Leads to the same address, and is never declared. */
const undeclaredHost = 'elsewhere.example';

/** Whom the requests are for, in turn. */
export const destinations = ['declared', 'undeclared', 'inside'] as const;
export type Destination = (typeof destinations)[number];

export const requestsEach = 100;

const watch: Watch = {
  proxies: [{ workload: insideService, side: 'server' }],
  services: [insideService, outsideWorkload],
};

/** The same requests before the outside host is declared and afterwards. */
export async function makeOutboundTraffic(bench: Bench): Promise<Phase[]> {
  const address = await addressOutside(bench);
  const plan = asking(address);
  const before = { name: 'before', title: 'The outside host is not declared' };
  const first = await bench.phase(before, plan, watch);
  const declaration = declaredAt(await bench.rulesIn('declared'), address);
  await bench.change({ apply: declaration }, knowsDeclared(declaration, address));
  const after = { name: 'after', title: 'The outside host is declared' };
  const second = await bench.phase(after, plan, watch);
  await bench.change({ remove: declaration }, forgetsDeclared(declaration));
  return [first, second];
}

async function addressOutside(bench: Bench): Promise<string> {
  const [replica] = await bench.replicas(outsideWorkload);
  if (replica === undefined) throw new RangeError(`${outsideWorkload} has no pod`);
  return replica.address;
}

/** A caller learns an address from DNS, of which the mesh knows nothing here. What counts for its proxy is the name that it asks for. */
function asking(address: string): Omit<RequestPlan, 'id'> {
  const url = `http://${address}:${servicePort}${modelPath}`;
  const variants: Record<Destination, RequestVariant> = {
    declared: { url, headers: { Host: `${outsideHost}:${servicePort}` } },
    undeclared: { url, headers: { Host: `${undeclaredHost}:${servicePort}` } },
    inside: { url: urlOf(insideService, modelPath) },
  };
  return sequentially({
    url,
    variants: destinations.map((one) => variants[one]),
    requests: destinations.length * requestsEach,
  });
}
