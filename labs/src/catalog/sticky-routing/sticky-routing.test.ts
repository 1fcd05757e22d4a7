import { modelPath } from '@weather/contracts';
import { describe, expect, test } from 'vitest';
import { podOf, routedPhase } from '../../../test/routed-phases.ts';
import type { Phase } from '../../bench/evidence.ts';
import type { ProxyConfiguration } from '../../envoy/configuration.ts';
import { addressFor, hashRingOf } from '../../envoy/hash-ring.ts';
import type { Replica } from '../../mesh/mesh.ts';
import type { Lab } from '../lab.ts';
import { readRules, scenarioFolder } from '../../runner/scenario.ts';
import { clusterOf } from '../names.ts';
import { stationHeader } from './rules.ts';
import { stickyRouting } from './sticky-routing.ts';

const pods = [1, 2, 3, 4].map((index) => podOf('v1', index));
const three = pods.slice(0, 3);
const stations = 401;

/** Which pod gets a station's request; `index` counts requests. */
type Choice = (station: string, index: number, among: readonly Replica[]) => Replica;

function byRingOf(size?: number): Choice {
  const rings = new Map([three, pods].map((among) => [among.length, hashRingOf(among.map(addressOf), size)]));
  return (station, _, among) => among.find((pod) => addressOf(pod) === addressFor(rings.get(among.length)!, station))!;
}
const byRing = byRingOf();
const roundRobin: Choice = (_, index, among) => among[index % among.length]!;
const modulo: Choice = (station, _, among) => among[Number(station.split('-')[2]) % among.length]!;

function addressOf({ address }: Replica): string {
  return `${address}:3001`;
}

function phase(name: string, choose: Choice, among: readonly Replica[], rounds = 3): Phase {
  const variants = Array.from({ length: stations }, (_, index) => ({
    headers: { [stationHeader]: `lab-run-${index + 1}` },
  }));
  const requests = Array.from({ length: rounds * stations }, (_, index) => ({
    pod: choose(variants[index % stations]!.headers[stationHeader]!, index, among),
  }));
  return routedPhase(name, requests, { pods: among, what: `GET ${modelPath}`, plan: { tool: 'k6', variants } });
}

const phases = (choose: Choice, { fourth = choose, back = choose, rounds = 3 } = {}) => [
  phase('three', choose, three, rounds),
  phase('four', fourth, pods, rounds),
  phase('back', back, three, rounds),
];

/** Requests of the first five stations. */
const isLost = ({ index }: { index: number }) => index % stations < 5;

const idsOf = (made: Phase[], result: string, lab: Lab = stickyRouting) =>
  lab
    .judge(made)
    .filter((check) => check.result === result)
    .map(({ id }) => id);

describe('laws and witnesses', () => {
  test('all hold of Envoy’s ring', () => {
    const checks = stickyRouting.judge(phases(byRing));
    expect(checks.filter(({ result }) => result !== 'holds')).toEqual([]);
    expect(checks.filter(({ role }) => role === 'law')).toHaveLength(8);
    expect(checks.find(({ id }) => id === 'stay')!.against!.power).toBeGreaterThan(0.999999);
  });

  test('round robin gives no station a pod of its own', () => {
    const made = phases(roundRobin);
    expect(idsOf(made, 'fails')).toEqual(['three-one-pod', 'four-one-pod', 'computed']);
    expect(idsOf(made, 'undecided')).toEqual(['new-pod', 'stay', 'return']);
  });

  test('a hash modulo the number of pods is sticky, but moves too many', () => {
    expect(idsOf(phases(modulo), 'fails')).toEqual(['stay', 'computed']);
  });

  test('a pod that the rule does not reach gets none', () => {
    const withoutIt: Choice = (station, index) => byRing(station, index, three);
    expect(idsOf(phases(byRing, { fourth: withoutIt }), 'fails')).toEqual(['four-one-pod', 'new-pod', 'computed']);
  });

  test('a station that has another pod afterwards is enough', () => {
    const forgetful: Choice = (station, index, among) =>
      station === 'lab-run-7'
        ? among.find((pod) => pod !== byRing(station, index, among))!
        : byRing(station, index, among);
    expect(idsOf(phases(byRing, { back: forgetful }), 'fails')).toEqual(['return', 'computed']);
  });

  test('if another pod than the new one is taken away, the way back stays open', () => {
    const [first, second] = phases(byRing) as [Phase, Phase];
    const others = [pods[0]!, pods[1]!, pods[3]!];
    const ring = hashRingOf(others.map(addressOf));
    const elsewhere: Choice = (station) => others.find((pod) => addressOf(pod) === addressFor(ring, station))!;
    const made = [first, second, phase('back', elsewhere, others)];
    expect(idsOf(made, 'fails')).toEqual([]);
    expect(idsOf(made, 'undecided')).toEqual(['return']);
  });

  test('requests that fail are a failure, and stations that get no answer have no home', () => {
    const aborted = phases(byRing).map((one) => {
      const records = one.load.records.map((record) =>
        isLost(record) ? { ...record, status: 503, servedBy: '' } : record,
      );
      const lost = records.filter(isLost).length;
      return { ...one, load: { ...one.load, records, statuses: { 200: records.length - lost, 503: lost } } };
    });
    const fails = idsOf(aborted, 'fails');
    expect(fails).toEqual(
      expect.arrayContaining(['three-one-pod', 'four-one-pod', 'three-answered', 'four-answered', 'back-answered']),
    );
    expect(stickyRouting.judge(aborted).find(({ id }) => id === 'three-one-pod')!.counts['at none']).toBe(5);
  });

  test('when each station was asked about once, nothing is said', () => {
    expect(idsOf(phases(byRing, { rounds: 1 }), 'undecided')).toEqual(['three-one-pod', 'four-one-pod']);
  });
});

/** What an expectation finds instead in a proxy whose cluster has a ring of this size, or says nothing of it. */
const ringInstead = (lab: Lab, size: string | undefined) => {
  const raw = size === undefined ? {} : { ring_hash_lb_config: { minimum_ring_size: size } };
  const clusters = [{ name: clusterOf('machine-learning-v1'), raw }];
  const configuration = { virtualHosts: [], clusters, listeners: [] } as unknown as ProxyConfiguration;
  return lab.rule.expectations.at(-1)!.missing(configuration, () => []);
};

const { exercise } = stickyRouting;
const { from, to } = exercise!.parameters.ringSize!;

describe("a student's ring", () => {
  test.each([from, 277, to])('of %d points is reproduced', (ringSize) => {
    const lab = exercise!.under({ ringSize });
    const made = phases(byRingOf(ringSize));
    expect(idsOf(made, 'holds', lab)).toEqual(lab.judge(made).map(({ id }) => id));
    for (const { against } of lab.judge(made)) expect(against?.power ?? 1).toBeGreaterThan(0.99);
    expect(idsOf(phases(modulo), 'fails', lab)).toContain('stay');
  });

  test('tells from another where stations go, which is shown, and by what stands in the proxy', () => {
    const lab = exercise!.under({ ringSize: 256 });
    expect(idsOf(phases(byRing), 'fails', lab)).toEqual(['computed']);
    expect(ringInstead(lab, '256')).toBeUndefined();
    expect(ringInstead(lab, '1024')).toBe('it has one of 1024');
    expect(ringInstead(lab, undefined)).toBe('it has no ring');
  });

  test('is spoken of, and the usual one gives the laws as they are', () => {
    expect(exercise!.under({ ringSize: 256 }).since[0]).toContain('have 64 points each in place of 86');
    const lab = exercise!.under({ ringSize: 1024 });
    const made = phases(byRing);
    expect([lab.since, lab.judge(made), lab.figures(made)]).toEqual([
      stickyRouting.since,
      stickyRouting.judge(made),
      stickyRouting.figures(made),
    ]);
  });
});

test('figures show what a fourth pod does, and how many stations each has', () => {
  const [moves, perPod] = stickyRouting.figures(phases(byRing));
  const bars = moves?.kind === 'bars' ? moves.bars : [];
  expect(bars.map(({ value }) => value).reduce((sum, value) => sum + value, 0)).toBe(stations);
  expect(bars[0]).toMatchObject({ label: 'stay', low: 198 });
  expect(perPod).toMatchObject({ bars: [{ label: 'pod 1' }, {}, {}, { label: 'pod 4' }] });
});

/** What an expectation finds instead in a proxy whose route has this header, or none. */
const missing = (name: string, header: string | undefined) => {
  const { expectations } = [stickyRouting.rule, ...stickyRouting.controls].find((one) => one.name === name)!;
  const hash_policy = header === undefined ? undefined : [{ header: { header_name: header } }];
  const routes = [{ raw: { route: { cluster: 'x', ...(hash_policy && { hash_policy }) } } }];
  const virtualHosts = [{ routeConfiguration: '3001', domains: ['machine-learning-v1'], routes }];
  return expectations[1]!.missing(
    { virtualHosts, clusters: [], listeners: [] } as unknown as ProxyConfiguration,
    () => [],
  );
};

describe('rules', () => {
  test('are live when the header stands in the route', () => {
    expect(missing('rule', stationHeader)).toBeUndefined();
    expect(missing('rule', 'x-station')).toBe('by x-station');
    expect(missing('rule', undefined)).toBe('by nothing');
    expect(missing('other-header', 'x-station')).toBeUndefined();
  });

  test('every setting fits the scenario', async () => {
    const objects = await readRules(scenarioFolder(stickyRouting.scenario));
    expect(JSON.stringify(objects)).toContain(`"httpHeaderName":"${stationHeader}"`);
    for (const { change } of stickyRouting.controls)
      expect(JSON.stringify(change(objects))).not.toContain(stationHeader);
  });
});
