import { modelPath } from '@weather/contracts';
import type { Asking, Bench, Watch } from '../../bench/bench.ts';
import type { Phase } from '../../bench/evidence.ts';
import { urlOf } from '../names.ts';
import { oneWorker, sequentially } from '../requests.ts';
import { actsAtTheService, service } from './rules.ts';

/** The account of the client that has a proxy; the scenario brings it along. */
export const account = 'model-reader';

/** Of each client in each phase: if none of 300 comes through, less than one of a hundred does. */
export const requests = 300;

const watch: Watch = { proxies: [{ workload: service, side: 'server' }], services: [service] };

/** First both kinds of traffic are allowed, as while a service moves into the mesh; then the rule is put in force. */
export async function makeBothTraffics(bench: Bench): Promise<Phase[]> {
  const { objects } = bench.applied;
  const inside = await bench.startClient({ name: 'inside', ...oneWorker, identity: account });
  const certificates = await bench.certificates('inside');
  const plan = sequentially({ url: urlOf(service, modelPath), requests });
  const asking: [Asking, Asking] = [
    { client: inside, plan },
    { client: bench.client, plan },
  ];
  const permissive = await bench.rulesIn('permissive');
  await bench.change({ apply: permissive }, actsAtTheService(permissive));
  const before = { name: 'before', title: 'Plain text is allowed: a client with a proxy and one without ask' };
  const first = await bench.phaseOfSeveral(before, asking, watch);
  await bench.change({ apply: objects }, actsAtTheService(objects));
  const after = { name: 'after', title: 'The rule is in force: both ask again' };
  const second = await bench.phaseOfSeveral(after, asking, watch);
  return [first, second].map((phase) => ({ ...phase, more: { certificates } }));
}
