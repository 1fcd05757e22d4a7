import { linesAt, type Phase } from '../../bench/evidence.ts';
import type { AccessLine } from '../../envoy/access-line.ts';
import type { LoadRun, RequestRecord } from '../../load/plan.ts';
import { type Caller, callers, type Kind, kinds } from './asked.ts';

/** What became of one kind of request of one caller. */
export interface Case extends Kind {
  caller: Caller;
  records: RequestRecord[];
  /** Of the proxy beside the service. */
  lines: AccessLine[];
}

export function casesIn(phase: Phase): Case[] {
  const loads = [phase.load, ...(phase.further ?? []).map(({ load }) => load)];
  return callers.flatMap((caller, index) => casesOf(caller, loads[index], linesAt(phase, 'server')));
}

function casesOf(caller: Caller, load: LoadRun | undefined, all: readonly AccessLine[]): Case[] {
  if (load === undefined) return [];
  const start = `${load.plan?.id}/`;
  const own = all.filter(({ userAgent }) => userAgent.startsWith(start));
  const numberOf = ({ userAgent }: AccessLine) => Number(userAgent.slice(start.length));
  const asked = kinds[caller];
  return asked.map((one, place) => ({
    ...one,
    caller,
    records: load.records.filter(({ index }) => index % asked.length === place),
    lines: own.filter((line) => numberOf(line) % asked.length === place),
  }));
}

/** As it has to be: let through and answered by the service, or refused by the proxy beside it. */
export const isRight = ({ status: wanted }: Kind, { status, servedBy }: RequestRecord): boolean =>
  status === wanted && (servedBy !== '') === (wanted === 200);

export const isDenied = ({ details }: AccessLine): boolean => details.startsWith('rbac_access_denied');

/** A token was there, and no good. */
export const isTokenRefused = ({ details }: AccessLine): boolean => details.startsWith('jwt_authn_access_denied');

/** By the filter's own counter. */
export const deniedByCounters = ({ proxies }: Phase): number =>
  proxies
    .filter(({ side }) => side === 'server')
    .flatMap(({ growth }) => Object.entries(growth))
    .filter(([name]) => /^http\.inbound_.*\.rbac\.denied$/.test(name))
    .reduce((sum, [, count]) => sum + count, 0);
