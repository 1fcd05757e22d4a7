import type { Phase } from '../../bench/evidence.ts';
import { alpha } from '../../judgement/check.ts';
import type { Figure } from '../../report/figure.ts';
import { binomialRegion } from '../../statistics/index.ts';
import { type Trace, tracesOf } from './traces.ts';

/** @param percentage of requests that the rule has traced */
export function figuresOf(phase: Phase, percentage: number): Figure[] {
  const { requests, orphans } = tracesOf(phase);
  const traced = (relayed: boolean) =>
    requests.filter((request) => request.relayed === relayed).flatMap(({ trace }) => trace ?? []);
  const [direct, ends] = [traced(false), traced(true)];
  const { low, high } = binomialRegion({ n: requests.length, p: percentage / 100, alpha });
  const percent = (count: number) => (100 * count) / Math.max(1, requests.length);
  return [
    {
      kind: 'bars',
      title: 'Share of requests that are traced',
      says: `The bar should end within the region that ${percentage} % allows.`,
      unit: '%',
      bars: [{ label: 'traced', value: percent(direct.length + ends.length), low: percent(low), high: percent(high) }],
    },
    {
      kind: 'bars',
      title: 'Spans in a trace',
      says: 'Where a service forgets the headers the trace ends; what comes of the request is another trace, and nobody can tell whose.',
      unit: 'spans each',
      bars: [
        { label: 'services that pass the headers on', value: spansEach(direct) },
        { label: 'up to the relay that forgets', value: spansEach(ends) },
        { label: 'from the relay on', value: spansEach(orphans) },
      ],
    },
  ];
}

const spansEach = (traces: readonly Trace[]) =>
  traces.reduce((sum, { spans }) => sum + spans.length, 0) / Math.max(1, traces.length);
