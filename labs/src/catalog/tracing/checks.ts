import type { Phase } from '../../bench/evidence.ts';
import { alpha, type Check } from '../../judgement/check.ts';
import { exactCheck, statisticalCheck } from '../../judgement/make-check.ts';
import { binomialPower, binomialRegion, wilsonInterval } from '../../statistics/index.ts';
import { shapeOf, sizeOf } from '../calls.ts';
import { shareOf } from '../in-words.ts';
import { client, endAtRelay, relay, simulationAskedBy } from './expected-calls.ts';
import { isOne, type Trace, type Traces, tracesOf } from './traces.ts';

const percent = (value: number) => `${(100 * value).toFixed(1)} %`;

/** @param percentage of requests that the rule has traced; here and below */
export function checksOf(phase: Phase, percentage: number): Check[] {
  const traces = tracesOf(phase);
  return [sampledShare(traces, percentage), complete(traces), fallsApart(traces)];
}

export function sampledShare({ requests }: Traces, percentage: number): Check {
  const n = requests.length;
  const hits = requests.filter(({ trace }) => trace !== undefined).length;
  const region = binomialRegion({ n, p: percentage / 100, alpha });
  const half = percentage / 2;
  const { low, high } = wilsonInterval({ hits, n, confidence: 0.95 });
  return statisticalCheck({
    id: 'share',
    claim: `${shareOf(percentage, 'requests')} traced`,
    test: 'exact binomial test, two-sided',
    n,
    alpha,
    against: { setting: `half of that, ${half} %`, power: binomialPower({ n, p: half / 100, region }) },
    expected: `from ${region.low} to ${region.high} of ${n}`,
    observed: `${percent(hits / n)} (${hits} of ${n}; 95 % Wilson interval ${percent(low)} to ${percent(high)})`,
    holds: n >= 400 ? hits >= region.low && hits <= region.high : undefined,
    counts: { traced: hits, 'not traced': n - hits },
  });
}

const whole = shapeOf(simulationAskedBy(client));
const wholeSpans = sizeOf(simulationAskedBy(client));
const onTheWay = [client, 'simulation', 'message-queue', 'machine-learning'];

/** Of the requests through services that pass the headers on. */
export function complete({ requests }: Traces): Check {
  const traces = requests.filter(({ relayed }) => !relayed).flatMap(({ trace }) => trace ?? []);
  const wrong = traces.filter((trace) => !isOne(trace, whole));
  const pieces = piecesIn(traces);
  return exactCheck({
    id: 'complete',
    claim: 'a request that is traced is traced on its whole way: to simulation, message-queue, both models and back',
    test: 'exact: one connected tree with the expected calls, for each trace',
    n: traces.length,
    against: { setting: 'one proxy on the way that reports no spans', power: traces.length === 0 ? 0 : 1 },
    expected: `${traces.length} trees of ${wholeSpans} spans each`,
    observed:
      wrong.length === 0
        ? `${pieces} pieces in ${traces.length} traces, all as expected`
        : `${wrong.length} of ${traces.length} are not so: ${whatIsThere(wrong[0]!)}`,
    holds: traces.length >= 30 ? wrong.length === 0 : undefined,
    counts: { traces: traces.length, pieces, spans: spansIn(traces) },
  });
}

function whatIsThere({ spans, pieces }: Trace): string {
  const told = new Set(spans.map(({ by }) => by));
  const silent = onTheWay.filter((service) => !told.has(service));
  const from = silent.length === 0 ? '' : `, none of them by the proxy of ${silent.join(' and ')}`;
  return `the first has ${spans.length} spans in ${pieces.length} pieces${from}`;
}

const end = shapeOf(endAtRelay);
const beginning = shapeOf(simulationAskedBy(relay));

/** Where a service forgets the headers: the client's trace ends there, and each call that it makes begins another. */
export function fallsApart({ requests, orphans }: Traces): Check {
  const relayed = requests.filter((request) => request.relayed);
  const ends = relayed.flatMap(({ trace }) => trace ?? []);
  const wrongEnds = ends.filter((trace) => !isOne(trace, end)).length;
  const beginnings = orphans.filter((trace) => isOne(trace, beginning)).length;
  return exactCheck({
    id: 'falls-apart',
    claim: 'where a service forgets the headers the trace falls apart: one piece ends there, and another begins',
    test: 'exact: connected pieces, counted',
    n: relayed.length,
    against: { setting: 'a relay that passes the headers on', power: relayed.length === 0 ? 0 : 1 },
    expected: `every piece of the client's ends at the relay; ${relayed.length} begin there, whole from there on`,
    observed: `${ends.length - wrongEnds} of ${ends.length} end there; ${beginnings} begin there, and ${orphans.length - beginnings} other pieces`,
    holds:
      ends.length >= 5 ? wrongEnds === 0 && beginnings === relayed.length && orphans.length === beginnings : undefined,
    counts: {
      'requests through the relay': relayed.length,
      'pieces that end there': ends.length - wrongEnds,
      'pieces that begin there': beginnings,
      'spans in them': spansIn([...ends, ...orphans]),
    },
  });
}

const piecesIn = (traces: readonly Trace[]) => traces.reduce((sum, { pieces }) => sum + pieces.length, 0);
const spansIn = (traces: readonly Trace[]) => traces.reduce((sum, { spans }) => sum + spans.length, 0);
