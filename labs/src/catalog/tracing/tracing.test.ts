import { performSimulationPath } from '@weather/contracts';
import { describe, expect, test } from 'vitest';
import { accessLine } from '../../../test/access-lines.ts';
import { spansOf } from '../../../test/made-up-spans.ts';
import { account, recordOf, replica, service, startedAt } from '../../../test/rate-limited-phases.ts';
import type { Phase } from '../../bench/evidence.ts';
import { readRules, scenarioFolder } from '../../runner/scenario.ts';
import { call } from '../calls.ts';
import { type Span, spansIn } from '../spans.ts';
import { client, endAtRelay, relay, simulationAskedBy } from './expected-calls.ts';
import { ownAmong } from './own-spans.ts';
import { tracing } from './tracing.ts';
import { isRelayed, requests } from './traffic.ts';

interface MadeUpMesh {
  /** Of how many in ten requests the first proxy tells. */
  sampled?: number;
  /** Whose proxy tells nothing. */
  silent?: string;
  /** Whether the relay passes headers on. */
  remembers?: boolean;
  /** Whether each further proxy decides anew, and tells of five in ten of those that are traced. */
  decidesTwice?: boolean;
  /** Services that were added, to which message-queue pushes as well. */
  added?: readonly string[];
}

const whole = simulationAskedBy(client);
const throughRelay = call(client, relay, relay, [simulationAskedBy(relay)]);

function spansOfRequest(index: number, { sampled = 3, remembers = false, decidesTwice = false }: MadeUpMesh): Span[] {
  const isSampled = (index * 7) % 10 < sampled;
  const trace = `trace-${index}`;
  if (!isRelayed(index)) {
    const spans = isSampled ? spansOf(whole, trace) : [];
    return decidesTwice ? spans.filter(({ by }) => by === client || index % 2 === 0) : spans;
  }
  if (remembers) return isSampled ? spansOf(throughRelay, trace) : [];
  return [...(isSampled ? spansOf(endAtRelay, trace) : []), ...spansOf(simulationAskedBy(relay), `further-${index}`)];
}

/** Wherever message-queue takes an observation. */
function pushedAlso({ by, asks, traceId, spanId }: Span, added: string): Span[] {
  const isTaken = by === 'message-queue' && asks === undefined;
  const push = call('message-queue', added, added, [call(added, 'message-queue', 'message-queue')]);
  return isTaken ? spansOf(push, traceId, traceId, spanId, `${spanId}.${added}`) : [];
}

function phaseOf(mesh: MadeUpMesh): Phase {
  const own = replica(client, 90);
  const [simulation, between] = [replica('simulation', 0), replica(relay, 1)];
  const lines = Array.from({ length: requests }, (_, index) =>
    accessLine({
      path: performSimulationPath,
      method: 'POST',
      userAgent: `lab/run/traced/${index}`,
      requestId: `request-${index}`,
      traceId: `trace-${index}`,
      upstream: `${(isRelayed(index) ? between : simulation).address}:3001`,
    }),
  );
  const [relayed, direct] = [true, false].map((is) => lines.filter((_, index) => isRelayed(index) === is));
  const told = lines.flatMap((_, index) => spansOfRequest(index, mesh)).filter(({ by }) => by !== mesh.silent);
  const { added = [] } = mesh;
  const all = told.flatMap((span) => [span, ...added.flatMap((name) => pushedAlso(span, name))]);
  const madeUp = { at: startedAt, status: 200, pod: 0, served: true, refusal: { flags: '', details: '' }, marks: {} };
  const phase = {
    name: 'traced',
    title: 'Simulations',
    load: {
      plan: undefined,
      startedAt,
      endedAt: startedAt + 1000,
      records: lines.map((_, index) => recordOf(madeUp, index)),
      statuses: { 200: requests },
      tool: 'made up',
    },
    proxies: [
      account(own, 'client', lines),
      account(simulation, 'server', direct!, { others: { [`POST ${performSimulationPath}`]: relayed!.length } }),
      account(between, 'server', relayed!),
    ],
    services: [service(simulation, `POST ${performSimulationPath}`, requests)],
    changed: [],
    more: {},
  } satisfies Phase;
  // As it is after it was written to a file and read again.
  return JSON.parse(JSON.stringify({ ...phase, more: { spans: ownAmong(all, phase) } })) as Phase;
}

const failing = (mesh: MadeUpMesh) =>
  tracing
    .judge([phaseOf(mesh)])
    .filter(({ result }) => result === 'fails')
    .map(({ id }) => id);

describe('laws', () => {
  test('all hold where services pass the headers on, and the relay does not', () => {
    const checks = tracing.judge([phaseOf({})]);
    expect(checks.filter(({ result }) => result !== 'holds')).toEqual([]);
    const [share, complete, apart] = checks;
    expect(share!.observed).toContain('30.0 % (144 of 480');
    expect(share!.against!.power).toBeGreaterThan(0.9999);
    expect(complete!.counts).toEqual({ traces: 112, pieces: 112, spans: 1344 });
    expect(apart!.counts).toMatchObject({ 'pieces that end there': 32, 'pieces that begin there': 80 });
  });

  test('who else subscribes is nothing to it', () => {
    expect(tracing.judge([phaseOf({ added: ['bonus'] })])).toEqual(tracing.judge([phaseOf({})]));
    expect(failing({ added: ['bonus'], silent: 'machine-learning' })).toEqual(['complete', 'falls-apart']);
  });

  test('nor does it make a report longer', () => {
    const lengths = [[], ['bonus'], ['bonus', 'day', 'night']].map(
      (added) => spansIn(phaseOf({ sampled: 10, added }).more).length,
    );
    expect(lengths).toEqual([5920, 5920, 5920]);
  });

  test('another share than the rule has is noticed', () => {
    expect(failing({ sampled: 10 })).toEqual(['share']);
    expect(failing({ sampled: 1 })).toEqual(['share']);
  });

  test('a proxy that tells nothing tears every trace', () => {
    expect(failing({ silent: 'simulation' })).toEqual(['complete', 'falls-apart']);
    expect(failing({ silent: 'machine-learning' })).toEqual(['complete', 'falls-apart']);
    const complete = tracing.judge([phaseOf({ silent: 'machine-learning' })]).find(({ id }) => id === 'complete');
    expect(complete!.observed).toContain('8 spans in 3 pieces, none of them by the proxy of machine-learning');
  });

  test('proxies that decide anew leave traces that end somewhere', () => {
    expect(failing({ decidesTwice: true })).toEqual(['complete']);
  });

  test('a relay that forgets nothing is noticed', () => {
    expect(failing({ remembers: true })).toEqual(['falls-apart']);
  });

  test('without any span nothing but the share is judged', () => {
    const checks = tracing.judge([{ ...phaseOf({}), more: { spans: [] } }]);
    expect(checks.map(({ result }) => result)).toEqual(['fails', 'undecided', 'undecided', 'holds']);
  });

  test('a request that a proxy does not know of is a disagreement', () => {
    const phase = phaseOf({});
    phase.proxies[1]!.log.pop();
    const witness = tracing.judge([phase]).find(({ role }) => role === 'witness');
    expect(witness!.result).toBe('fails');
  });
});

const edition = (percent: number) => tracing.exercise!.under({ percent });

const failingUnder = (percent: number, sampled: number) =>
  edition(percent)
    .judge([phaseOf({ sampled })])
    .flatMap(({ id, result }) => (result === 'holds' ? [] : id));

describe("a student's share", () => {
  test('is judged by itself', () => {
    expect(failingUnder(50, 5)).toEqual([]);
    expect(edition(45).rule.title).toBe('45 % of requests are traced');
    expect(edition(45).rule.expectations[0]!.what).toContain('45 % of requests that begin here are traced');
    expect(edition(50).judge([phaseOf({ sampled: 5 })])[0]!.claim).toBe('one of two requests is traced');
  });

  test("is not the lab's own, and has the power to tell its half", () => {
    for (let percent = 45; percent <= 55; percent++) {
      expect(failingUnder(percent, 3)).toEqual(['share']);
      const [share] = edition(percent).judge([phaseOf({})]);
      expect(share!.against!.setting).toBe(`half of that, ${percent / 2} %`);
      expect(share!.against!.power).toBeGreaterThan(0.999);
    }
  });
});

test('figures show the share, and how much of a trace is left', () => {
  const [share, spans] = tracing.figures([phaseOf({})]);
  expect(share).toMatchObject({ bars: [{ value: 30 }] });
  expect(spans).toMatchObject({ bars: [{ value: 12 }, { value: 2 }, { value: 12 }] });
});

describe('settings', () => {
  test.each(tracing.controls.map((control) => [control.name, control] as const))(
    '%s changes the scenario',
    async (_, control) => {
      const objects = await readRules(scenarioFolder(tracing.scenario));
      expect(control.change(objects)).not.toEqual(objects);
    },
  );
});
