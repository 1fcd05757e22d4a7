import { modelPath } from '@weather/contracts';
import type { Bench } from '../../bench/bench.ts';
import type { Phase } from '../../bench/evidence.ts';
import { urlOf } from '../names.ts';
import { sequentially } from '../requests.ts';
import { service, stationHeader } from './rules.ts';

export const pods = 3;
/** No multiple of 3 or 4: else a station's requests would meet the same pod under round robin, too. */
export const stations = 401;
/** How often each station is asked about. */
const rounds = 3;

/** Three pods; a fourth comes; it goes again. Each time every station is asked about several times. */
export async function makeStationTraffic(bench: Bench): Promise<Phase[]> {
  const { expectations } = bench.applied;
  const three = await askForAll(bench, 'three', `${pods} pods`);
  await bench.scale(service, pods + 1);
  await bench.change({}, expectations);
  const four = await askForAll(bench, 'four', 'A pod more');
  await bench.scale(service, pods);
  await bench.change({}, expectations);
  return [three, four, await askForAll(bench, 'back', 'It is gone again')];
}

function askForAll(bench: Bench, name: string, title: string): Promise<Phase> {
  const variants = Array.from({ length: stations }, (_, index) => ({
    headers: { [stationHeader]: `lab-${bench.run}-${index + 1}` },
  }));
  const plan = sequentially({ url: urlOf(service, modelPath), requests: rounds * stations, variants });
  const proxies = [{ workload: service, side: 'server' as const }];
  return bench.phase({ name, title }, plan, { proxies, services: [service] });
}
