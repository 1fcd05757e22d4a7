import { type AccessLine, isOfDirectClient, keyOf, linesAt, type Phase, type ServiceLine } from '@weather/labs';
import type { Contradiction } from './contradiction.ts';

interface Told {
  /** With ids of the lab's own, in the order of their numbers. */
  requests: readonly { id: string; status: number }[];
  /** By service. */
  logs: Readonly<Record<string, readonly ServiceLine[]>>;
  serviceLog: readonly ServiceLine[];
}

/** What services say of requests that the proxies beside them did not let through, or let through otherwise. */
export const contradictionsInServiceLines = (phase: Phase, { requests, logs, serviceLog }: Told): Contradiction[] => [
  ...differencesIn(phase, [...Object.values(logs).flat(), ...serviceLog]),
  ...otherCallers(phase, serviceLog),
  ...otherRequests(phase, requests),
];

const linesOfServers = (phase: Phase): AccessLine[] =>
  linesAt(phase, 'server').filter(({ requestId }) => requestId !== '');

function differencesIn(phase: Phase, told: readonly ServiceLine[]): Contradiction[] {
  const passed = new Set(linesOfServers(phase).map(inWords));
  const strange = told.find((line) => !passed.has(inWords(line)));
  return strange === undefined
    ? []
    : [`a service answered request ${strange.requestId} with ${strange.status}, of which its proxy does not tell.`];
}

const inWords = ({ requestId, traceId, status }: Pick<ServiceLine, 'requestId' | 'traceId' | 'status'>) =>
  `${keyOf(requestId)} ${traceId} ${status}`;

/** Who shows a certificate is called by it. What somebody without one says of itself may be anything. */
function otherCallers(phase: Phase, serviceLog: readonly ServiceLine[]): Contradiction[] {
  const direct = (phase.further ?? []).filter(({ replica }) => !replica.hasProxy);
  const callers = new Map(
    linesOfServers(phase)
      .filter((line) => !direct.some((client) => isOfDirectClient(line, client)))
      .map(({ requestId, peer }) => [keyOf(requestId), peer]),
  );
  const odd = serviceLog.find(({ requestId, caller }) => (callers.get(keyOf(requestId)) ?? caller) !== caller);
  return odd === undefined
    ? []
    : [`the service says that ${odd.caller || 'nobody'} made request ${odd.requestId}, and its proxy says otherwise.`];
}

/** The first proxy has each under the id that the lab gave it, and with the status that the client got. */
function otherRequests(phase: Phase, requests: readonly { id: string; status: number }[]): Contradiction[] {
  const lines = new Map(
    linesAt(phase, 'client').map(({ userAgent, requestId, status }) => [
      `${userAgent.split('/').at(-1)} ${keyOf(requestId)}`,
      status,
    ]),
  );
  const odd = requests.findIndex(({ id, status }, index) => lines.get(`${index} ${keyOf(id)}`) !== status);
  return odd === -1 ? [] : [`request ${odd}: the client got ${requests[odd]!.status}, and its proxy says otherwise.`];
}
