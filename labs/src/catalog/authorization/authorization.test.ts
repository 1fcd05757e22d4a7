import { eventsPath, modelPath, openApiPath, receivedObservationEventSchema } from '@weather/contracts';
import { describe, expect, test } from 'vitest';
import { type Asked, askedPhase } from '../../../test/asked-phases.ts';
import type { Phase } from '../../bench/evidence.ts';
import { fewestOfAKind } from '../all-or-nothing.ts';
import { type Caller, callers, type Kind, kinds, planOf, requestsEach } from './asked.ts';
import { authorization } from './authorization.ts';
import { isDenied } from './evidence.ts';

const workloads = ['machine-learning-v1', 'machine-learning-v2'];

/** Who is let in otherwise than the rule says: a status for each kind of request, by caller and name. */
type Wrong = (kind: Kind, caller: Caller) => number | undefined;

const paths: Record<string, string> = { 'reads something else': openApiPath, pushes: eventsPath };

function ask(kind: Kind, caller: Caller, wrong: Wrong): Asked {
  const status = wrong(kind, caller) ?? kind.status;
  const isRefused = status === 403 || status === 401;
  return {
    method: /pushes|writes/.test(kind.name) ? 'POST' : 'GET',
    path: paths[kind.name] ?? modelPath,
    to: kind.at,
    status,
    by: isRefused ? "service's proxy" : 'service',
    ...(status === 401 && { details: 'jwt_authn_access_denied{Jwt_is_expired}' }),
  };
}

const clientOf = (caller: Caller, wrong: Wrong) => ({
  name: caller,
  hasProxy: true,
  identity: `spiffe://cluster.local/ns/weather/sa/${caller}`,
  asked: Array.from({ length: kinds[caller].length * requestsEach }, (_, index) =>
    ask(kinds[caller][index % kinds[caller].length]!, caller, wrong),
  ),
});

function calls(wrong: Wrong = () => undefined, miscounted = 0): Phase {
  const [reader, stranger, pusher] = callers.map((caller) => clientOf(caller, wrong));
  return askedPhase({ name: 'calls', title: 'Three callers' }, [reader!, stranger!, pusher!], {
    inside: workloads,
    growth: (log) => ({ 'http.inbound_0.0.0.0_3001;.rbac.denied': log.filter(isDenied).length + miscounted }),
  });
}

const results = (phase: Phase, result: string) =>
  authorization
    .judge([phase])
    .filter((check) => check.result === result)
    .map(({ id }) => id);

const failing = (wrong: Wrong) => results(calls(wrong), 'fails');

/** As without a policy. */
const open: Wrong = ({ status, name }) => (status === 403 ? (/writes/.test(name) ? 404 : 200) : undefined);

/** As with a policy that finds no pod of one of the services. */
const openAtOne: Wrong = ({ at, name }) =>
  at === 'machine-learning-v1' ? (/writes/.test(name) ? 404 : 200) : undefined;

describe('authorization', () => {
  test('only who is named, for what is named: everything holds', () => {
    expect(results(calls(), 'holds')).toEqual([
      'named-caller',
      'other-caller',
      'other-method',
      'other-path',
      'system-calls',
      'claim',
      'no-claim',
      'no-token',
      'bad-token',
      'calls-witnesses',
      'refusal-witnesses',
    ]);
  });

  test('no policy: everybody may do everything, only bad tokens are refused', () => {
    expect(failing(open)).toEqual(['other-caller', 'other-method', 'other-path', 'no-claim', 'no-token']);
  });

  test('another principal: the caller is refused, and nothing else changes', () => {
    expect(failing(({ law }) => (law === 'named-caller' ? 403 : undefined))).toEqual(['named-caller']);
  });

  test('any method: what the service says of it is no refusal of the mesh', () => {
    expect(failing(({ law }) => (law === 'other-method' ? 404 : undefined))).toEqual(['other-method']);
    expect(failing(({ law }) => (law === 'other-method' ? 200 : undefined))).toEqual(['other-method']);
  });

  test('any token of the issuer', () => {
    expect(failing(({ law }) => (law === 'no-claim' ? 200 : undefined))).toEqual(['no-claim']);
  });

  test('a claim by another name than that in the tokens, or tokens of another issuer', () => {
    expect(failing(({ law }) => (law === 'claim' ? 403 : undefined))).toEqual(['claim']);
    expect(failing(({ law }) => (/claim/.test(law) ? 401 : undefined))).toEqual(['claim', 'no-claim']);
  });

  test('a policy that finds no pod: at that service everybody may do everything', () => {
    expect(failing(openAtOne)).toEqual(['other-caller', 'other-method', 'other-path']);
  });

  test('a policy that forgets message-queue stops the system', () => {
    expect(failing((_, caller) => (caller === 'pusher' ? 403 : undefined))).toEqual(['system-calls']);
  });

  test('no RequestAuthentication: every token is as good as none', () => {
    expect(failing(({ at, law }) => (at === workloads[1] && law !== 'system-calls' ? 403 : undefined))).toEqual([
      'claim',
      'bad-token',
    ]);
  });

  test("a 403 of the service's own is no refusal of the mesh", () => {
    const phase = calls();
    for (const record of phase.load.records) record.servedBy = 'machine-learning-v1-1';
    expect(results(phase, 'fails')).toEqual(expect.arrayContaining(['other-path', 'no-claim', 'refusal-witnesses']));
  });

  test('a law of several cases says nothing where one of them was not asked', () => {
    const phase = calls();
    const [stranger] = phase.further!;
    stranger!.load.records = stranger!.load.records.filter(({ index }) => index % kinds.stranger.length !== 3);
    expect(results(phase, 'undecided')).toEqual(['no-token']);
  });

  test('a counter that tells another number is a witness that disagrees', () => {
    expect(results(calls(undefined, 1), 'fails')).toEqual(['refusal-witnesses']);
  });

  test('draws both services, with what is allowed of each', () => {
    const [certificate, token] = authorization.figures([calls()]);
    expect(certificate).toMatchObject({
      bars: [{ value: 60 }, { value: 0, high: 0 }, {}, {}, {}, { value: 60, low: 60 }],
    });
    expect(token).toMatchObject({ bars: [{ value: 60 }, { value: 0 }, {}, {}, {}, { value: 60 }, { value: 0 }, {}] });
  });
});

describe('what is asked', () => {
  test.each(callers)('%s asks each kind equally often', (caller) => {
    const plan = planOf(caller, 1_800_000_000);
    expect(plan.variants).toHaveLength(kinds[caller].length);
    expect(plan.requests).toBe(kinds[caller].length * requestsEach);
    expect(requestsEach).toBeGreaterThanOrEqual(fewestOfAKind);
  });

  test('what is pushed is an observation without a place in the log: it is answered, and not learnt', () => {
    const event = receivedObservationEventSchema.parse(JSON.parse(planOf('pusher', 0).bodies[0]!));
    expect(event.position).toBeUndefined();
  });
});
