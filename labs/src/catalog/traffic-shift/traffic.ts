import { modelPath } from '@weather/contracts';
import type { Bench, MadeElsewhere } from '../../bench/bench.ts';
import type { Phase } from '../../bench/evidence.ts';
import { urlOf } from '../names.ts';
import { atRate, sequentially } from '../requests.ts';
import { service, shifted, splitIsLive } from './rules.ts';

const url = urlOf(service, modelPath);
/** To tell 50 % from 60 %. */
export const evenRequests = 2000;
/** For twelve seconds: longer than a change takes to be seen, however busy the machine. */
const during = { requests: 2400, ratePerSecond: 200, concurrency: 8 };
/** So many have their answer when the weights are changed. */
const beforeShift = 500;
const afterRequests = 600;

const models = ['machine-learning-v1', 'machine-learning-v2'];
const atModels = models.map((workload) => ({ workload, side: 'server' as const }));

/** Names of the two runs of the client within the second phase, which its user agents tell. */
export const runs = { during: 'shift', after: 'shifted' };

/**
 * Split between both versions; then all to v2 while requests are under way; in the end, for another attempt, split again.
 *
 * @param split what the first phase shows, such as `Half of the requests to each version`
 */
export async function makeShiftTraffic(bench: Bench, split: string): Promise<Phase[]> {
  const plan = sequentially({ url, requests: evenRequests });
  const even = await bench.phase({ name: 'even', title: split }, plan, {
    proxies: atModels,
    services: models,
  });
  const shift = await bench.observe(
    { name: 'shift', title: 'All to v2, while requests are under way' },
    { proxies: [{ workload: 'client', side: 'client' }, ...atModels], services: models },
    ({ userAgent }) => Object.values(runs).some((run) => userAgent.startsWith(`lab/${bench.run}/${run}/`)),
    () => shiftUnderLoad(bench),
  );
  const { objects, expectations } = bench.applied;
  await bench.change({ apply: objects }, expectations);
  return [even, shift];
}

async function shiftUnderLoad(bench: Bench): Promise<MadeElsewhere> {
  const rules = await bench.rulesIn(shifted);
  const underWay = Promise.withResolvers<void>();
  const load = bench.client.run({ ...atRate({ url, ...during }), id: `lab/${bench.run}/${runs.during}` }, (done) => {
    if (done >= beforeShift) underWay.resolve();
  });
  const shift = async () => {
    await Promise.race([underWay.promise, load]);
    await bench.change({ apply: rules }, splitIsLive(rules));
  };
  const [first] = await Promise.all([load, shift()]);
  // Begun when the proxy has shown the new weights, so no clock is needed to say which requests came after.
  const after = sequentially({ url, requests: afterRequests });
  const second = await bench.client.run({ ...after, id: `lab/${bench.run}/${runs.after}` });
  const statuses = { ...first.statuses };
  for (const [status, count] of Object.entries(second.statuses)) statuses[status] = (statuses[status] ?? 0) + count;
  return { statuses, more: {}, tool: first.tool };
}
