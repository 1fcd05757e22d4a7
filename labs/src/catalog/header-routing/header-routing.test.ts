import { eventsPath, modelPath, performSimulationPath } from '@weather/contracts';
import { describe, expect, test } from 'vitest';
import { type Asked, podOf, routedPhase } from '../../../test/routed-phases.ts';
import type { Bench } from '../../bench/bench.ts';
import type { Phase } from '../../bench/evidence.ts';
import type { ProxyConfiguration } from '../../envoy/configuration.ts';
import { readRules, scenarioFolder } from '../../runner/scenario.ts';
import { clusterOf } from '../names.ts';
import { headerRouting } from './header-routing.ts';
import { makeUsersTraffic, withPushesAsLogged } from './traffic.ts';
import { asking, simulating, type User } from './users.ts';

const pods = { v1: podOf('v1', 1), v2: podOf('v2', 2) };
const both = [pods.v1, pods.v2];
const simulation = podOf('v1', 3, 'simulation');

type Choice = (user: User, index: number) => 'v1' | 'v2';
const right: Choice = ({ name }) => (name === 'jason' ? 'v2' : 'v1');
const anyVersion: Choice = (_, index) => (index % 3 === 0 ? 'v2' : 'v1');
const allToV1: Choice = () => 'v1';

function direct(choose: Choice, requests = 400, status: (request: number) => number = () => 200): Phase {
  const made = Array.from({ length: requests }, (_, index): Asked => {
    const user = asking[index % asking.length]!;
    return { pod: pods[choose(user, index)], line: { status: status(index) } };
  });
  return routedPhase('direct', made, { pods: both, what: `GET ${modelPath}` });
}

/** v2 answers with errors. */
const onlyV1 = (version: 'v1' | 'v2') => (version === 'v2' ? 503 : 200);

interface Carried {
  each?: number;
  pushedId?: (id: string) => string;
  /** What a version answers to pushes. */
  status?: (version: 'v1' | 'v2') => number;
  /** How often each observation is pushed. */
  tries?: number;
}

/** Each user's simulation, and the observations that were pushed because of it. */
function carried(
  choose: Choice,
  { each = 60, pushedId = (id) => id, status = () => 200, tries = 1 }: Carried = {},
): Phase {
  const made = simulating.flatMap((user, place): Asked[] => {
    const requestId = `call-${place}`;
    const call = { userAgent: `lab/run/carried/${place}`, path: `${performSimulationPath}?seed=1`, method: 'POST' };
    return [
      { pod: simulation, line: { ...call, requestId } },
      ...Array.from({ length: each * tries }, (_, index): Asked => {
        const version = choose(user, index);
        const line = { userAgent: 'undici', requestId: pushedId(requestId), status: status(version) };
        return { pod: pods[version], caller: 'message-queue', line };
      }),
    ];
  });
  const accounts = simulating.map(({ name }) => ({ user: name, pushes: each }));
  return routedPhase('carried', made, { pods: both, what: `POST ${eventsPath}`, more: { accounts } });
}

const judged = (one: Phase, other: Phase, result: string) =>
  headerRouting
    .judge([one, other])
    .filter((check) => check.result === result)
    .map(({ id }) => id);

describe('laws and witnesses', () => {
  test('all hold when jason alone is at v2, on both hops', () => {
    const checks = headerRouting.judge([direct(right), carried(right)]);
    expect(checks.filter(({ result }) => result !== 'holds')).toEqual([]);
    expect(checks.filter(({ role }) => role === 'law')).toHaveLength(7);
  });

  test('a header that the services do not pass on decides the first hop only', () => {
    expect(judged(direct(right), carried(allToV1), 'fails')).toEqual(['carried-v2']);
  });

  test('a route for all that comes first leaves nothing to jason', () => {
    expect(judged(direct(allToV1), carried(allToV1), 'fails')).toEqual(['direct-v2', 'carried-v2']);
  });

  test('without a rule either version answers anybody', () => {
    expect(judged(direct(anyVersion), carried(allToV1), 'fails')).toEqual(['direct-v2', 'direct-v1', 'carried-v2']);
  });

  test('one request astray is enough', () => {
    const astray: Choice = (user, index) => (user.name === 'Jason' && index === 202 ? 'v2' : right(user, index));
    expect(judged(direct(astray), carried(right), 'fails')).toEqual(['direct-v1']);
  });

  test('so is one push', () => {
    const astray: Choice = (user, index) => (user.name === 'maria' && index === 41 ? 'v2' : right(user, index));
    expect(judged(direct(right), carried(astray), 'fails')).toEqual(['carried-v1']);
  });

  test('one request that fails breaks a law, wherever it went', () => {
    const failing = direct(right, 400, (request) => (request === 202 ? 503 : 200));
    expect(judged(failing, carried(right), 'fails')).toEqual(['direct-answered']);
  });

  test('a request id that is not passed on leaves open whose a push is', () => {
    const without = carried(right, { pushedId: (id) => `${id}-new` });
    expect(judged(direct(right), without, 'fails')).toEqual(['carried-ids']);
    expect(judged(direct(right), without, 'undecided')).toEqual(['carried-v2', 'carried-v1']);
  });

  test('a version that fails every push breaks a law, also where each is tried again', () => {
    expect(judged(direct(right), carried(right, { status: onlyV1 }), 'fails')).toEqual(['carried-answered']);
    expect(judged(direct(right), carried(right, { status: onlyV1, tries: 2 }), 'fails')).toEqual(['carried-answered']);
  });

  test('too few say nothing', () => {
    expect(judged(direct(right, 40), carried(right, { each: 5 }), 'undecided')).toEqual([
      'direct-v2',
      'direct-v1',
      'carried-v2',
      'carried-v1',
      'direct-answered',
      'carried-answered',
    ]);
  });

  test('a push that no model’s proxy knows of is a disagreement', () => {
    const phase = carried(right);
    phase.proxies.at(-1)!.log.pop();
    expect(judged(direct(right), phase, 'fails')).toEqual(['carried-witnesses']);
  });
});

/** As the bench has it: what the client was answered, and a push for each observation, taken for answered. */
const observed = (phase: Phase): Phase => ({ ...phase, load: { ...phase.load, statuses: { 200: 3 + 3 * 60 } } });

describe('statuses of the pushes', () => {
  const failing = carried(right, { status: onlyV1, tries: 2 });

  test('are those in the log of message-queue’s proxy, with those of tries', () => {
    expect(withPushesAsLogged(observed(failing)).load.statuses).toEqual({ 200: 3 + 240, 503: 120 });
    expect(judged(direct(right), withPushesAsLogged(observed(failing)), 'fails')).toEqual(['carried-answered']);
  });

  test('are missed where the log does not have them', () => {
    const phase = carried(right);
    phase.proxies.find(({ replica }) => replica.workload === 'message-queue')!.log.pop();
    expect(judged(direct(right), withPushesAsLogged(observed(phase)), 'fails')).toContain('carried-witnesses');
  });
});

test('a simulation that fails is told as what it is', async () => {
  const answer = { status: 503, servedBy: 'simulation-1', version: '', marks: {}, error: '', body: undefined };
  const records = simulating.map((_, index) => ({ ...answer, index, sentAt: 0, latencyMs: 1 }));
  const bench = {
    run: '1',
    phase: () => Promise.resolve(direct(right)),
    observe: (...[, , , make]: Parameters<Bench['observe']>) => make(),
    client: { run: () => Promise.resolve({ records, statuses: { 503: 3 } }) },
  } as unknown as Bench;
  await expect(makeUsersTraffic(bench)).rejects.toThrow('simulation answered 503: said its pod simulation-1');
});

test('the account is taken when message-queue has pushed all that was simulated', async () => {
  const counts = {
    generated: 60,
    sent: 60,
    acked: 60,
    duplicates: 0,
    retried: 0,
    failed: 0,
    late: 0,
    plantedFaults: 0,
  };
  const sequences = { firstSequence: { 'station-1': 1 }, lastSequence: { 'station-1': 60 } };
  const made = { seed: 1, source: 'synthetic', type: 'weather', stations: ['station-1'], durationMs: 3000 };
  const account = { ...made, ...counts, ...sequences };
  const answer = { status: 200, servedBy: 'simulation-1', version: '', marks: {}, error: '', body: account };
  const records = simulating.map((_, index) => ({ ...answer, index, sentAt: 0, latencyMs: 1 }));
  const done: string[] = [];
  const noted = (what: string) => () => void done.push(what);
  const bench = {
    run: '1',
    phase: () => Promise.resolve(direct(right)),
    observe: async (...[, , , make]: Parameters<Bench['observe']>) => {
      await make().then(noted('the account is taken'));
      return carried(right);
    },
    client: {
      run: async () => {
        done.push('the simulations have run');
        return { records, statuses: { 200: 3 } };
      },
    },
    untilQuiet: async () => noted('nothing is left to push')(),
  } as unknown as Bench;
  await makeUsersTraffic(bench);
  expect(done).toEqual(['the simulations have run', 'nothing is left to push', 'the account is taken']);
});

test('figures show who is at v2, beside what the rule promises', () => {
  const figures = headerRouting.figures([direct(right), carried(allToV1)]);
  expect(figures).toMatchObject([
    { bars: [{ label: 'jason', value: 100, low: 100 }, { value: 0, high: 0 }, { value: 0 }, { value: 0 }] },
    { bars: [{ label: 'jason', value: 0, low: 100 }, { value: 0 }, { value: 0 }] },
  ]);
});

const route = (subset: string, headers?: object[]) => ({
  match: headers === undefined ? { prefix: '/' } : { prefix: '/', headers },
  clusters: [{ name: clusterOf('machine-learning', subset), weight: 100 }],
});
const jason = (value: string) => [{ name: 'end-user', string_match: { exact: value } }];

const missing = (...routes: object[]) => {
  const domains = ['machine-learning', 'machine-learning-v1'];
  const virtualHosts = domains.map((domain) => ({ routeConfiguration: '3001', domains: [domain], routes }));
  const configuration = { virtualHosts, clusters: [], listeners: [] } as unknown as ProxyConfiguration;
  return headerRouting.rule.expectations.slice(0, 2).map((expectation) => expectation.missing(configuration, () => []));
};

describe('rules', () => {
  test('are live when header and order stand in the proxies', () => {
    expect(missing(route('v2', jason('jason')), route('v1'))).toEqual([undefined, undefined]);
    expect(missing(route('v1'))[0]).toContain('they are to outbound|3001|v1|machine-learning.');
    expect(missing(route('v2', jason('maria')), route('v1'))[1]).toContain('end-user: maria to outbound|3001|v2|');
    expect(missing()[0]).toBe('they are none');
  });

  test('every setting fits the scenario', async () => {
    const objects = await readRules(scenarioFolder(headerRouting.scenario));
    const http = (name: string) => {
      const changed = headerRouting.controls.find((control) => control.name === name)!.change(objects);
      return (
        changed.find(({ kind }) => kind === 'VirtualService') as
          | { spec?: { http: { name: string; match?: unknown }[] } }
          | undefined
      )?.spec?.http;
    };
    expect(headerRouting.rule.change(objects)).toEqual(objects);
    expect(http('swapped')?.map(({ name }) => name)).toEqual(['everybody-else', 'jason']);
    expect(http('not-passed-on')?.[0]?.match).toEqual([{ headers: { 'x-user': { exact: 'jason' } } }]);
    expect(http('no-rule')).toBeUndefined();
  });
});
