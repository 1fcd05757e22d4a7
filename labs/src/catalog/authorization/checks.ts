import type { Phase } from '../../bench/evidence.ts';
import type { Check } from '../../judgement/check.ts';
import { exactCheck } from '../../judgement/make-check.ts';
import { allOrNothing } from '../all-or-nothing.ts';
import { callers, kinds, requestsEach } from './asked.ts';
import { type Case, casesIn, deniedByCounters, isDenied, isRight, isTokenRefused } from './evidence.ts';

interface Law {
  id: Case['law'];
  claim: string;
  against: string;
}

const laws: readonly Law[] = [
  {
    id: 'named-caller',
    claim: 'the caller that is named may do what is named: read the model',
    against: 'a principal in another namespace',
  },
  {
    id: 'other-caller',
    claim: 'a caller that is not named may do nothing',
    against: 'a policy whose selector matches no pod',
  },
  {
    id: 'other-method',
    claim: 'the named caller may use no other method on the same path',
    against: 'a rule that names no method',
  },
  {
    id: 'other-path',
    claim: 'the named caller may ask for no other path',
    against: 'a rule that names no path',
  },
  {
    id: 'system-calls',
    claim: "the system's own calls go on: message-queue may push",
    against: 'a policy that names the reader alone',
  },
  {
    id: 'claim',
    claim: 'whoever brings a token with the right claim may read the model, whatever the certificate',
    against: 'a policy for the tokens of another issuer',
  },
  {
    id: 'no-claim',
    claim: 'a good token without the claim is not enough',
    against: 'a policy that does not ask for the claim',
  },
  {
    id: 'no-token',
    claim: 'neither is no token at all',
    against: 'a RequestAuthentication without a policy, which lets those pass that bring no token',
  },
  {
    id: 'bad-token',
    claim: 'a token that is expired, or signed with another key, is refused before the policy is asked',
    against: 'no RequestAuthentication, which leaves tokens unread',
  },
];

export const lawsOn = (phase: Phase): Check[] => laws.map((law) => checkOf(law, casesIn(phase)));

function checkOf({ id, claim, against }: Law, all: readonly Case[]): Check {
  const cases = all.filter(({ law }) => law === id);
  const n = cases.reduce((sum, { records }) => sum + records.length, 0);
  return allOrNothing({
    id,
    claim,
    n,
    hits: cases.reduce((sum, one) => sum + rightIn(one), 0),
    planned: plannedFor(id),
    against,
    expected: cases.map((one) => `${nameOf(one)}: ${one.status}`).join(', '),
    observed: cases.map((one) => `${nameOf(one)}: ${inWords(one)}`).join('; '),
    counts: Object.fromEntries(cases.map((one) => [nameOf(one), rightIn(one)])),
  });
}

/** No case can have more than its share, so that one without requests shows in the sum. */
const plannedFor = (law: Case['law']) =>
  callers.flatMap((caller) => kinds[caller]).filter((kind) => kind.law === law).length * requestsEach;

const nameOf = ({ caller, name, at }: Case) => `${caller} at ${at}, ${name}`;

const rightIn = (one: Case) => one.records.filter((record) => isRight(one, record)).length;

function inWords({ records, lines }: Case): string {
  const statuses = Object.entries(Object.groupBy(records, ({ status }) => status)).map(
    ([status, found]) => `${status} for ${found!.length}`,
  );
  const reasons = [...new Set(lines.filter(({ status }) => status !== 200).map(({ details }) => details))];
  return `${statuses.join(', ') || 'no request'}${reasons.length === 0 ? '' : ` (${reasons.join(', ')})`}`;
}

/** Whether all who know of refusals tell the same number: the callers, the proxies' logs, and the filter's own counter. */
export function refusalWitnesses(phase: Phase): Check {
  const cases = casesIn(phase);
  const lines = cases.flatMap((one) => one.lines);
  const seen = (wanted: number) =>
    cases.flatMap(({ records }) => records).filter(({ status, servedBy }) => status === wanted && servedBy === '')
      .length;
  const denied = lines.filter(isDenied).length;
  const tokens = lines.filter(isTokenRefused).length;
  const counted = deniedByCounters(phase);
  return exactCheck({
    id: 'refusal-witnesses',
    role: 'witness',
    claim: "callers, the proxies' logs and the filter's own counter tell of as many refusals",
    test: 'conservation of refusals',
    n: cases.reduce((sum, { records }) => sum + records.length, 0),
    against: undefined,
    expected: '403: all three the same; 401: the first two',
    observed: `403: ${seen(403)}, ${denied} and ${counted}; 401: ${seen(401)} and ${tokens}`,
    holds: seen(403) === denied && denied === counted && seen(401) === tokens,
    counts: {
      'callers got 403': seen(403),
      'logged as denied': denied,
      'counted as denied': counted,
      'callers got 401': seen(401),
      'logged as bad tokens': tokens,
    },
  });
}
