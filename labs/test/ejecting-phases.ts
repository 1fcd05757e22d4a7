import { modelPath } from '@weather/contracts';
import type { Phase } from '../src/bench/evidence.ts';
import { clusterOf } from '../src/catalog/names.ts';
import { bad, good, service as host } from '../src/catalog/outlier-detection/rules.ts';
import type { AccessLine } from '../src/envoy/access-line.ts';
import { accessLine } from './access-lines.ts';
import { account, replica, startedAt } from './rate-limited-phases.ts';

/** A made-up proxy that throws out whoever fails. Times in s. */
export interface MadeUpEjection {
  /** Errors in a row; Infinity: it throws out nobody. */
  errors?: number;
  base?: number;
  /** Whether a pod is out longer each time. */
  grows?: boolean;
  /** Requests that still come to the pod after the error that was one too many. */
  awaited?: number;
  /** Further ones that come after each but the first time that it was thrown out. */
  merged?: number;
  /** By how much the counter is off. */
  counterOff?: number;
  /** Who is said to be out; the bad pod unless said otherwise. */
  flags?: 'bad' | 'good' | 'both';
  /** Whether the good pods fail, too. */
  allFail?: boolean;
  requests?: number;
}

const pods = [
  { ...replica(good, 0), version: 'good' },
  { ...replica(good, 1), version: 'good' },
  { ...replica(bad, 2), version: 'bad' },
];

/** Thirty requests a second, to each pod that is in after the other. */
export function ejectingPhase(madeUp: MadeUpEjection): Phase {
  const { errors = 3, base = 3, grows = true, awaited = 0, merged = 10, requests = 450, allFail = false } = madeUp;
  let [inARow, times, outUntil, stillToCome] = [0, 0, 0, 0];
  const looks: { out: string[]; endpoints: number }[] = [];
  const lines = Array.from({ length: requests }, (_, index): AccessLine => {
    const at = index / 30;
    const isOut = at < outUntil;
    if (index % 30 === 0) looks.push({ out: isOut ? flagsOf(madeUp) : [], endpoints: pods.length });
    const isBad = index % 3 === 2 && (!isOut || stillToCome-- > 0);
    if (isBad && !isOut && ++inARow === errors) {
      times++;
      // The proxy looks once a second who may come back.
      outUntil = Math.ceil(at + base * (grows ? times : 1));
      inARow = 0;
      stillToCome = awaited + (times > 1 ? merged : 0);
    }
    return lineTo(isBad ? pods[2]! : pods[index % 2]!, at, isBad || allFail ? 500 : 200);
  });
  return phaseOf(lines, looks, times + (madeUp.counterOff ?? 0));
}

const flagsOf = ({ flags = 'bad' }: MadeUpEjection) =>
  pods
    .filter(({ version }) => flags === 'both' || version === flags)
    .map(({ address }) => `${address}:3001`)
    .slice(-2);

const lineTo = ({ address, name, version }: (typeof pods)[number], at: number, status: number) =>
  accessLine({
    time: new Date(startedAt + Math.round(at * 1000)).toISOString(),
    path: modelPath,
    upstreamCluster: clusterOf(host),
    upstream: `${address}:3001`,
    servedBy: name,
    version,
    status,
  });

function phaseOf(lines: AccessLine[], looks: Phase['more'][string], ejections: number): Phase {
  const statuses: Record<string, number> = {};
  for (const { status } of lines) statuses[status] = (statuses[status] ?? 0) + 1;
  const at = ({ address }: (typeof pods)[number]) => lines.filter(({ upstream }) => upstream === `${address}:3001`);
  const counter = `cluster.${clusterOf(host)};.outlier_detection.ejections_enforced_total`;
  return {
    name: 'steady',
    title: 'steady',
    load: { plan: undefined, startedAt, endedAt: startedAt + 14_000, records: [], statuses, tool: 'made up' },
    proxies: [
      account(replica('lab-client', 90), 'client', lines, { growth: { [counter]: ejections } }),
      ...pods.map((pod) =>
        account(
          pod,
          'server',
          at(pod).map((line) => ({ ...line, upstream: '127.0.0.6:3001', upstreamCluster: 'inbound|3001||' })),
        ),
      ),
    ],
    services: pods.map((pod) => ({ replica: pod, answers: { [`GET ${modelPath} 200`]: at(pod).length } })),
    changed: [],
    more: { looks },
  };
}
