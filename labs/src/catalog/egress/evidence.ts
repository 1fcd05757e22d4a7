import { linesAt, type Phase } from '../../bench/evidence.ts';
import type { AccessLine } from '../../envoy/access-line.ts';
import type { RequestRecord } from '../../load/plan.ts';
import { type Destination, destinations } from './traffic.ts';

const isFor = (index: number, destination: Destination) => destinations[index % destinations.length] === destination;

export const recordsFor = ({ load }: Phase, destination: Destination): RequestRecord[] =>
  load.records.filter(({ index }) => isFor(index, destination));

/** Lines of the client's proxy about requests for one destination. Their user agents end in the requests' numbers. */
export const linesFor = (phase: Phase, destination: Destination): AccessLine[] =>
  linesAt(phase, 'client').filter(({ userAgent }) => isFor(Number(userAgent.split('/').at(-1)), destination));

/** Refused by the proxy itself: it sent the request nowhere. */
export const isRefused = ({ status, details, upstream }: AccessLine): boolean =>
  status === 502 && details === 'direct_response' && upstream === '';
