import { performSimulationPath } from '@weather/contracts';
import type { Bench } from '../../bench/bench.ts';
import type { Phase } from '../../bench/evidence.ts';
import { growthOf } from '../../envoy/parse-statistics.ts';
import type { RequestPlan } from '../../load/plan.ts';
import { createRandom } from '../../statistics/index.ts';
import { urlOf } from '../names.ts';
import { drawRequestId, keyOf } from '../request-ids.ts';
import { sequentially } from '../requests.ts';
import { answeredSince } from '../service-lines.ts';
import { spansSince, spansSoFar } from '../spans.ts';
import { istioRequestsIn } from './istio-requests.ts';
import { queue, simulation } from './names.ts';
import { liveBeside } from './rules.ts';

const requests = 300;

/** The same observation again and again, which the queue answers as it does a new one. */
const simulate = `${performSimulationPath}?duration=100&type=weather&threads=1&stations=1&rate=1&seed=1`;

/** Of ten requests one asks for what there is not, and one for a simulation without a duration. */
const paths = Array.from({ length: 10 }, (_, index) =>
  index === 3 ? '/api/v1/nothing' : index === 7 ? `${performSimulationPath}?type=weather` : simulate,
);

type Asked = Omit<RequestPlan, 'id'>;

/** The ids are ours, so that they are known before anybody has logged them. */
function askedWith(ids: readonly string[]): Asked {
  const variants = ids.map((id, index) => ({
    url: urlOf(simulation, paths[index % paths.length]!),
    headers: { 'x-request-id': id },
  }));
  return sequentially({ url: urlOf(simulation, simulate), method: 'POST', requests, variants, concurrency: 8 });
}

export async function makeLoggedTraffic(bench: Bench): Promise<Phase[]> {
  await bench.change({}, liveBeside(bench.applied.objects));
  const random = createRandom(Number.parseInt(bench.run, 16));
  const ids = Array.from({ length: requests }, () => drawRequestId(random));
  const keys = new Set(ids.map(keyOf));
  const before = { spans: await spansSoFar(bench), istio: await istioRequests(bench), at: Date.now() };
  const phase = await bench.observe(
    { name: 'told', title: `${requests} requests, of which some fail, each with an id of its own` },
    {
      proxies: [
        { workload: 'client', side: 'client' },
        { workload: simulation, side: 'server' },
        { workload: simulation, side: 'client' },
        { workload: queue, side: 'server' },
      ],
      services: [simulation, queue],
    },
    ({ requestId, upstreamCluster }, side) =>
      keys.has(keyOf(requestId)) && upstreamCluster.startsWith(side === 'server' ? 'inbound|' : 'outbound|'),
    async () => {
      const { records, statuses, tool } = await bench.client.run({ ...askedWith(ids), id: `lab/${bench.run}/told` });
      return { statuses, tool, more: { requests: records.map(({ index, status }) => ({ id: ids[index]!, status })) } };
    },
  );
  bench.say('reading the logs of the services, and the spans of their proxies');
  const logs = {
    simulation: await answeredSince(bench, simulation, before.at),
    queue: await answeredSince(bench, queue, before.at),
  };
  const spans = await spansSince(bench, before.spans, phase.load.endedAt);
  const own = spans.filter(({ by, asks = '' }) => [simulation, queue].some((name) => name === by || name === asks));
  const istio = growthOf(before.istio, await istioRequests(bench));
  return [{ ...phase, more: { ...phase.more, logs, spans: own, istio } }];
}

/** As the proxies of all three count them; each counts for itself alone. */
async function istioRequests(bench: Bench): Promise<Record<string, number>> {
  const metrics = await Promise.all(['client', simulation, queue].map((workload) => bench.metrics(workload)));
  return istioRequestsIn(metrics.flat().join('\n'));
}
