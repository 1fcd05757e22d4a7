import { modelPath } from '@weather/contracts';
import type { Asking, Bench, Watch } from '../../bench/bench.ts';
import { linesAt, type Phase } from '../../bench/evidence.ts';
import { urlOf } from '../names.ts';
import { byRequest, keyOf } from '../request-ids.ts';
import { oneWorker, sequentially } from '../requests.ts';
import { answeredSince, type ServiceLine } from '../service-lines.ts';
import { actsAtTheService, logged } from './rules.ts';

/** The account of the client that has a proxy; the scenario brings it along. */
export const account = 'model-reader';

/** Of each client in each phase: if none of 300 comes through, less than one of a hundred does. */
export const requests = 300;

const watch: Watch = { proxies: [{ workload: logged, side: 'server' }], services: [logged] };

/** Who asks in plain text may write what it likes; that its proxy does not take it over is for the service to say. */
const madeUp = { 'x-forwarded-client-cert': `URI=spiffe://cluster.local/ns/weather/sa/${account}` };

/** First both kinds of traffic are allowed, as while a service moves into the mesh; then the rule is put in force. */
export async function makeBothTraffics(bench: Bench): Promise<Phase[]> {
  const begun = Date.now();
  const rule = bench.applied.objects.filter(({ kind }) => kind === 'PeerAuthentication');
  const inside = await bench.startClient({ name: 'inside', ...oneWorker, identity: account });
  const certificates = await bench.certificates('inside');
  const plan = sequentially({ url: urlOf(logged, modelPath), requests });
  const asking: [Asking, Asking] = [
    { client: inside, plan },
    { client: bench.client, plan: { ...plan, headers: madeUp } },
  ];
  const permissive = await bench.rulesIn('permissive');
  await bench.change({ apply: permissive }, actsAtTheService(permissive));
  const before = { name: 'before', title: 'Plain text is allowed: a client with a proxy and one without ask' };
  const first = await bench.phaseOfSeveral(before, asking, watch);
  await bench.change({ apply: rule }, actsAtTheService(rule));
  const after = { name: 'after', title: 'The rule is in force: both ask again' };
  const second = await bench.phaseOfSeveral(after, asking, watch);
  const serviceLog = await answeredSince(bench, logged, begun);
  return [first, second].map((phase) => ({ ...phase, more: { certificates, serviceLog: of(phase, serviceLog) } }));
}

/** Lines about the phase's own requests: whoever else asks a pod stands in its log as well. */
function of(phase: Phase, serviceLog: readonly ServiceLine[]): ServiceLine[] {
  const own = byRequest(linesAt(phase, 'server'));
  return serviceLog.filter(({ requestId }) => own.has(keyOf(requestId)));
}
