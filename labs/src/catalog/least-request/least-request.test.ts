import { modelPath } from '@weather/contracts';
import { describe, expect, test } from 'vitest';
import { accessLine } from '../../../test/access-lines.ts';
import { account, replica, service as answersOf, startedAt } from '../../../test/rate-limited-phases.ts';
import type { Phase } from '../../bench/evidence.ts';
import type { ProxyConfiguration } from '../../envoy/configuration.ts';
import type { RequestRecord } from '../../load/plan.ts';
import { readRules, scenarioFolder } from '../../runner/scenario.ts';
import { createRandom } from '../../statistics/index.ts';
import { clusterOf } from '../names.ts';
import { leastRequest } from './least-request.ts';
import { requests as idleRequests } from '../draws.ts';
import { busyRequests, idlePath, service, slow } from './traffic.ts';

const usual = [replica(service, 0), replica(service, 1)];
const slowPod = replica(slow, 2);
const members = [...usual, slowPod];
const client = replica('lab-client', 90);

/** Which pod, by index, each of a row of requests goes to. */
type Policy = (request: number) => number;

const random = createRandom(7);
const any: Policy = () => Math.floor(random() * 3);
const inTurn: Policy = (request) => request % 3;
/** Two choices while the slow pod, the last, is always the busiest. */
const twoChoices: Policy = () => Math.min(any(0), any(0));
const aQuarter: Policy = () => (random() < 0.25 ? 2 : Math.floor(random() * 2));
const neverSlow: Policy = () => Math.floor(random() * 2);

function phaseOf(name: string, path: string, requests: number, policy: Policy): Phase {
  const picks = Array.from({ length: requests }, (_, index) => policy(index));
  const records = picks.map((pick, index): RequestRecord => ({
    index,
    sentAt: startedAt + index,
    latencyMs: name === 'busy' && pick === 2 ? 303 : 3,
    status: 200,
    servedBy: members[pick]!.name,
    version: 'v1',
    marks: {},
    error: '',
  }));
  const lines = (pick: number) =>
    picks.flatMap((one, index) =>
      one === pick ? [accessLine({ path, requestId: `${index}`, upstream: `${members[pick]!.address}:3001` })] : [],
    );
  const load = { plan: undefined, startedAt, endedAt: startedAt + requests, records, statuses: { 200: requests } };
  const phase: Phase = {
    name,
    title: name,
    load: { ...load, tool: 'made up' },
    proxies: [
      account(client, 'client', [0, 1, 2].flatMap(lines)),
      ...members.map((member, pick) => account(member, 'server', lines(pick))),
    ],
    services:
      name === 'busy' ? members.map((member, pick) => answersOf(member, `GET ${path}`, lines(pick).length)) : [],
    changed: [],
    more: {},
  };
  return JSON.parse(JSON.stringify(phase)) as Phase;
}

const phases = (idle: Policy, busy: Policy) => [
  phaseOf('idle', idlePath, idleRequests, idle),
  phaseOf('busy', modelPath, busyRequests, busy),
];

const idsOf = (made: Phase[], result: string) =>
  leastRequest
    .judge(made)
    .filter((check) => check.result === result)
    .map(({ id }) => id);

describe('least request', () => {
  test('two choices: everything holds', () => {
    const checks = leastRequest.judge(phases(any, twoChoices));
    expect(checks.filter(({ result }) => result !== 'holds')).toEqual([]);
    const laws = checks.filter(({ role }) => role === 'law');
    expect(laws.map(({ id }) => id)).toEqual([
      'slow-gets-less',
      'two-choices-leave',
      'as-predicted',
      'busy-all-answered',
      'all-answered',
      'even-shares',
      'independence',
    ]);
    for (const { against } of laws) expect(against!.power).toBeGreaterThan(0.999);
  });

  test('RANDOM looks the same as long as all are idle, and asks the slow pod as often as the others', () => {
    expect(idsOf(phases(any, any), 'fails')).toEqual(['slow-gets-less', 'as-predicted']);
  });

  test('ROUND_ROBIN does so as well, and one pod follows the other', () => {
    expect(idsOf(phases(inTurn, inTurn), 'fails')).toEqual(['slow-gets-less', 'as-predicted', 'independence']);
  });

  test('a slow pod that is left out was not balanced by two draws with replacement', () => {
    expect(idsOf(phases(any, neverSlow), 'fails')).toEqual(['two-choices-leave']);
    expect(idsOf(phases(any, neverSlow), 'undecided')).toEqual(['slow-gets-less', 'as-predicted']);
  });

  test('a share between that of two choices and that of RANDOM is less than a third, but not what two choices predict', () => {
    expect(idsOf(phases(any, aQuarter), 'fails')).toEqual(['as-predicted']);
  });

  test('error rates are those of the right rule', () => {
    const [less, , predicted] = leastRequest.judge(phases(any, twoChoices));
    expect(less!.alpha).toBeLessThan(1e-15);
    expect(predicted!.alpha).toBe(1e-4);
  });

  test('the prediction follows the latencies that were measured', () => {
    const law = leastRequest.judge(phases(any, twoChoices)).find(({ id }) => id === 'as-predicted')!;
    expect(law).toMatchObject({ role: 'law', result: 'holds' });
    expect(law.expected).toMatch(/^12\d to 2[12]\d of 1500: 11\.\d % \(11\.\d % to 11\.\d %/);
  });

  test('too little traffic says nothing', () => {
    const made = phases(any, twoChoices).map((phase) => ({
      ...phase,
      load: { ...phase.load, records: phase.load.records.slice(0, 100) },
    }));
    expect(idsOf(made, 'undecided')).toEqual([
      'slow-gets-less',
      'two-choices-leave',
      'as-predicted',
      'all-answered',
      'even-shares',
      'independence',
    ]);
  });

  test('requests that fail are a failure, however few go to the slow pod', () => {
    const [idle, busy] = phases(any, twoChoices) as [Phase, Phase];
    const statuses = { 200: busyRequests - 1, 503: 1 };
    expect(idsOf([idle, { ...busy, load: { ...busy.load, statuses } }], 'fails')).toContain('busy-all-answered');
  });

  test('so are they while all are idle', () => {
    const [idle, busy] = phases(any, twoChoices) as [Phase, Phase];
    idle.load.records[202]!.status = 503;
    expect(idsOf([idle, busy], 'fails')).toEqual(['all-answered']);
  });

  test('a pod that gets fewer although all are idle was not drawn', () => {
    expect(idsOf(phases(aQuarter, twoChoices), 'fails')).toEqual(['even-shares']);
  });

  test('draws shares with their regions, and the order', () => {
    const [idle, busy, order] = leastRequest.figures(phases(any, twoChoices));
    expect(idle).toMatchObject({ kind: 'bars', bars: [{ label: 'pod 1' }, { label: 'pod 2' }, { label: 'slow pod' }] });
    const bars = busy?.kind === 'bars' ? busy.bars : [];
    expect(bars[2]!.value).toBeGreaterThan(bars[2]!.low!);
    expect(bars[2]!.value).toBeLessThan(bars[2]!.high!);
    expect(order).toMatchObject({ kind: 'order', lanes: ['pod 1', 'pod 2', 'slow pod'] });
  });

  test('a rule of a class has to be the one that acts: without any, pods are found in the same way', () => {
    const [made] = leastRequest.exercise!.under({}).rule.expectations.slice(-1);
    const missing = (rule: string) => {
      const config = `/apis/networking.istio.io/v1/namespaces/weather/destination-rule/${rule}`;
      const clusters = [{ name: clusterOf(service), raw: { metadata: { filter_metadata: { istio: { config } } } } }];
      return made!.missing({ clusters } as unknown as ProxyConfiguration, () => []);
    };
    expect(missing(service)).toBeUndefined();
    expect(missing('all-hosts')).toBe('it is made by all-hosts');
  });

  test('every setting fits the rules', async () => {
    const objects = await readRules(scenarioFolder(leastRequest.scenario));
    for (const { change } of [leastRequest.rule, ...leastRequest.controls])
      expect(change(objects).map(({ kind }) => kind)).toEqual(['Deployment', 'DestinationRule']);
  });
});
