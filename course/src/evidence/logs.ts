import {
  type AccessLine,
  type FurtherLoad,
  hostOf,
  isOfDirectClient,
  keyOf,
  linesAt,
  type LoadRun,
  type Phase,
  type ProxyAccount,
  type RequestPlan,
  type RequestRecord,
} from '@weather/labs';
import type { Contradiction } from './contradiction.ts';

/** Between sending and the first proxy, on a busy machine. */
const onTheWayMs = 5000;
/** Envoy counts whole milliseconds, of a clock of its own. */
const slackMs = 5;
/** UUIDs of version 4, but that Envoy notes in the version's place why a request is traced: 9, a or b. */
const idForm = /^[0-9a-f]{8}-[0-9a-f]{4}-[49ab][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** Where clients and proxies tell different stories of one request. */
export function contradictionsInLogs(phase: Phase): Contradiction[] {
  const first = firstOnTheWay(phase);
  const lines = first.flatMap(({ log }) => log);
  const further = phase.further ?? [];
  const loads = [phase.load, ...further.filter(({ replica }) => replica.hasProxy).map(({ load }) => load)];
  const direct = further.filter(({ replica }) => !replica.hasProxy);
  return [
    ...phase.proxies.flatMap(unordered),
    ...phase.proxies.flatMap(misnamed),
    ...(first.length === 0
      ? []
      : [
          ...loads.flatMap((load) => unlogged(load, lines)),
          ...direct.flatMap((client) => unloggedDirectly(client, phase)),
          ...notPassedOn(phase, lines),
          ...fromNowhere(phase, direct),
        ]),
  ];
}

/** Of a client without a proxy the one beside the service is the first that knows; of a connection that was cut, no line names a request. */
const unloggedDirectly = ({ load }: FurtherLoad, phase: Phase): Contradiction[] =>
  unlogged({ ...load, records: load.records.filter(({ status }) => status !== 0) }, linesAt(phase, 'server'));

/** The proxies that know of a request first: the client's; of a client from outside the mesh, the gateway's. */
function firstOnTheWay({ proxies }: Phase): ProxyAccount[] {
  const client = proxies.filter(({ side }) => side === 'client');
  return client.length > 0 ? client : proxies.filter(({ side }) => side === 'gateway');
}

function unordered({ log, replica }: ProxyAccount): Contradiction[] {
  const line = log.find(({ time }, place) => place > 0 && time < log[place - 1]!.time);
  return line === undefined ? [] : [`the log of ${replica.name} goes back in time at ${line.time}.`];
}

/** A connection that was refused before it asked for anything has no id. */
function misnamed({ log, replica }: ProxyAccount): Contradiction[] {
  const line = log.find(({ requestId }) => requestId !== '' && !idForm.test(requestId));
  return line === undefined
    ? []
    : [`the log of ${replica.name} has a request ${line.requestId}: no proxy gives such ids.`];
}

/** Each request has its number in the user agent, so one line of the first proxy is its own. */
function unlogged({ plan, records }: LoadRun, lines: readonly AccessLine[]): Contradiction[] {
  // Records without such a plan are a contradiction in themselves.
  if (plan?.tool !== 'k6') return [];
  const own = lines.filter(({ userAgent }) => userAgent === plan.id || userAgent.startsWith(`${plan.id}/`));
  const byAgent = new Map(own.map((line) => [line.userAgent, line]));
  const ids = new Set(own.map(({ requestId }) => requestId));
  const odd = records
    .map((record) => ({ record, says: differenceTo(byAgent.get(`${plan.id}/${record.index}`), record, plan) }))
    .find(({ says }) => says !== undefined);
  return [
    ...(ids.has('') ? ['the first proxy logged requests without an id.'] : []),
    ...(ids.size < own.length
      ? [`${own.length} requests have only ${ids.size} ids in the log of the first proxy.`]
      : []),
    ...(odd === undefined ? [] : [`request ${odd.record.index}: ${odd.says}.`]),
  ];
}

function differenceTo(line: AccessLine | undefined, record: RequestRecord, plan: RequestPlan): string | undefined {
  const { status, servedBy, sentAt, latencyMs } = record;
  if (line === undefined) return 'the first proxy on its way has no line about it';
  const planned = askedBy(plan, record);
  const logged = `${line.method} ${line.authority}${line.path}`;
  if (logged !== planned) return `the plan asks for ${planned}, and the proxy says ${logged}`;
  // Who gave up did not see what became of it.
  if (status === 0) return undefined;
  if (line.status !== status) return `the client got ${status}, and the proxy says ${line.status}`;
  if (line.servedBy !== servedBy)
    return `the client was served by ${servedBy || 'nobody'}, and the proxy says ${line.servedBy || 'nobody'}`;
  if (line.version !== record.version)
    return `the client got an answer of ${record.version || 'no version'}, and the proxy says ${line.version || 'none'}`;
  if (Math.abs(Date.parse(line.time) - sentAt) > onTheWayMs) return `client and proxy have it at different times`;
  if (latencyMs < line.durationMs - slackMs)
    return `the client waited ${latencyMs.toFixed(1)} ms, and the proxy ${line.durationMs} ms for the same answer`;
  return undefined;
}

/** What a request asks for and of whom, such as `GET gui:3001/livez`. */
function askedBy(plan: RequestPlan, { index }: RequestRecord): string {
  const variant = plan.variants?.[index % plan.variants.length];
  const url = variant?.url ?? plan.url;
  const { host, pathname, search } = URL.canParse(url) ? new URL(url) : { host: '', pathname: url, search: '' };
  return `${variant?.method ?? plan.method} ${variant?.headers?.Host ?? host}${pathname}${search}`;
}

/** What one proxy passed on to another that was watched, the other has in its log. */
function notPassedOn({ proxies }: Phase, lines: readonly AccessLine[]): Contradiction[] {
  return proxies
    .filter(({ side }) => side === 'server')
    .flatMap(({ replica, log }) => {
      const known = new Set(log.map(({ requestId }) => keyOf(requestId)));
      const lost = lines.find(
        ({ upstream, requestId }) =>
          upstream !== '' && hostOf(upstream) === replica.address && !known.has(keyOf(requestId)),
      );
      return lost === undefined
        ? []
        : [`request ${lost.requestId} went to ${replica.name}, whose proxy has no line about it.`];
    });
}

/** And what came in there, somebody passed on, or a client without a proxy sent. */
function fromNowhere({ proxies }: Phase, direct: readonly FurtherLoad[]): Contradiction[] {
  const sent = new Set(
    proxies.filter(({ side }) => side !== 'server').flatMap(({ log }) => log.map(({ requestId }) => keyOf(requestId))),
  );
  const strange = proxies
    .filter(({ side }) => side === 'server')
    .flatMap(({ log, replica }) => log.map((line) => ({ line, requestId: line.requestId, name: replica.name })))
    .find(
      ({ line, requestId }) => !sent.has(keyOf(requestId)) && !direct.some((client) => isOfDirectClient(line, client)),
    );
  return strange === undefined
    ? []
    : [`request ${strange.requestId} came to ${strange.name}, and no proxy passed it on.`];
}
