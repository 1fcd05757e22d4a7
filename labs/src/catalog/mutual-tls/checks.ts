import type { Phase } from '../../bench/evidence.ts';
import type { AccessLine } from '../../envoy/access-line.ts';
import type { Check } from '../../judgement/check.ts';
import type { RequestRecord } from '../../load/plan.ts';
import { allOrNothing } from '../all-or-nothing.ts';
import { byRequest, keyOf } from '../request-ids.ts';
import { identitiesIn, outsider, readFrom, refusedConnections, serviceLogIn } from './evidence.ts';
import { account, requests } from './traffic.ts';

const answered = (records: readonly RequestRecord[]) =>
  records.filter(({ status, servedBy }) => status === 200 && servedBy !== '').length;

/** The connection was cut by the other side, as who speaks no TLS finds it; not a timeout, and not a name that is nobody's. */
const isCut = ({ status, error }: RequestRecord) => status === 0 && /reset|EOF|broken pipe/i.test(error);

/** Without this, a client that cannot reach the service at all would pass for one that is refused. */
export function plainTextPasses(before: Phase): Check {
  const { load } = outsider(before);
  const n = load.records.length;
  const read = readFrom(before, load);
  const named = read.filter(({ peer }) => peer !== '').length;
  return allOrNothing({
    id: 'plain-text-passes',
    claim: 'while plain text is allowed, the client without a proxy is answered, and nobody knows who it is',
    n,
    hits: Math.max(0, answered(load.records) - named),
    planned: requests,
    against: 'a client that cannot reach the service at all',
    expected: `200 for all ${n}, none with an identity`,
    observed: `200 for ${answered(load.records)}; ${named} of ${read.length} with an identity`,
    counts: { sent: n, answered: answered(load.records), 'read by the proxy': read.length, 'with an identity': named },
  });
}

export function plainTextRefused(after: Phase): Check {
  const { load } = outsider(after);
  const n = load.records.length;
  const cut = load.records.filter(isCut).length;
  const read = readFrom(after, load).length;
  const errors = [...new Set(load.records.filter(({ status }) => status === 0).map(({ error }) => error))];
  return allOrNothing({
    id: 'plain-text-refused',
    claim: 'under the rule every request in plain text is refused before it is read, and none reaches the service',
    n,
    hits: Math.max(0, cut - read),
    planned: requests,
    against: 'PERMISSIVE instead of STRICT',
    expected: `all ${n} connections cut, no request read`,
    observed: `${cut} cut, ${answered(load.records)} answered, ${read} read by the proxy${errors.length === 0 ? '' : ` (${errors.slice(0, 2).join('; ')})`}`,
    counts: {
      sent: n,
      cut,
      answered: answered(load.records),
      'read by the proxy': read,
      'connections refused by the proxy': refusedConnections(after),
    },
  });
}

export function meshIsServed(phases: readonly Phase[]): Check {
  const records = phases.flatMap(({ load }) => load.records);
  const [n, hits] = [records.length, answered(records)];
  return allOrNothing({
    id: 'mesh-is-served',
    claim: 'the client with a proxy is answered before and after',
    n,
    hits,
    planned: phases.length * requests,
    against: "TLS turned off in the client's proxy by a DestinationRule",
    expected: `200 for all ${n}`,
    observed: `200 for ${hits}`,
    counts: { sent: n, answered: hits },
  });
}

/** Ids in the certificates of the client with a proxy, if they are of its account. */
const ownIdentities = (phases: readonly Phase[]) =>
  [...new Set(phases.flatMap(identitiesIn))].filter((one) => one.endsWith(`/sa/${account}`));

/** What the caller's certificate says, and what the proxy beside the service reads in it. */
export function identitySeen(phases: readonly Phase[]): Check {
  const read = phases.flatMap((phase) => readFrom(phase, phase.load));
  const identities = ownIdentities(phases);
  const hits = read.filter(({ peer }) => identities.includes(peer)).length;
  const seen = [...new Set(read.map(({ peer }) => (peer === '' ? 'nobody' : peer)))];
  return allOrNothing({
    id: 'identity',
    claim: 'the proxy beside the service knows the caller by the SPIFFE id in its certificate',
    n: read.length,
    hits,
    planned: phases.length * requests,
    against: 'DISABLE instead of STRICT, where nobody shows a certificate',
    expected: `all from ${identities.join(' or ') || `an id of ${account}, which the caller's certificate does not have`}`,
    observed: `${hits} of ${read.length}; seen: ${seen.join(', ')}`,
    counts: { read: read.length, matching: hits },
  });
}

/** What the service itself knows of who asks, by what its proxy passes on to it. */
export function callerLogged(phases: readonly Phase[]): Check {
  const identities = ownIdentities(phases);
  const lines = byRequest(phases.flatMap(serviceLogIn));
  const callers = (read: readonly AccessLine[]) =>
    read.map(({ requestId }) => lines.get(keyOf(requestId)) ?? []).map((found) => found.map(({ caller }) => caller));
  const inside = callers(phases.flatMap((phase) => readFrom(phase, phase.load)));
  const outside = callers(phases.flatMap((phase) => readFrom(phase, outsider(phase).load)));
  const named = inside.filter(([caller, ...more]) => more.length === 0 && identities.includes(caller ?? '')).length;
  const unnamed = outside.filter(([caller, ...more]) => more.length === 0 && caller === '').length;
  const n = inside.length + outside.length;
  const seen = [...new Set([...inside, ...outside].flat())].map((caller) => caller || 'nobody');
  return allOrNothing({
    id: 'caller-logged',
    claim:
      "the service's own log names the caller's SPIFFE id for every request over mutual TLS, and nobody for one in plain text, whatever that says of itself",
    n,
    hits: inside.length === 0 ? 0 : named + unnamed,
    // Those in plain text are read before the rule only.
    planned: (phases.length + 1) * requests,
    against: 'DISABLE instead of STRICT, where nobody shows a certificate',
    expected: `${inside.length} named ${identities.join(' or ') || `by an id of ${account}`}, ${outside.length} by nobody`,
    observed: `${named} of ${inside.length} named so, ${unnamed} of ${outside.length} by nobody; logged: ${seen.join(', ') || 'nothing'}`,
    counts: { 'over mutual TLS': inside.length, named, 'in plain text': outside.length, unnamed },
  });
}
