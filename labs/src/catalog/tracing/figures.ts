import type { Phase } from '../../bench/evidence.ts';
import { alpha } from '../../judgement/check.ts';
import type { Figure } from '../../report/figure.ts';
import { binomialRegion } from '../../statistics/index.ts';
import { share } from './checks.ts';
import { type Trace, tracesOf } from './traces.ts';

export function figuresOf(phase: Phase): Figure[] {
  const { requests, orphans } = tracesOf(phase);
  const traced = (relayed: boolean) =>
    requests.filter((request) => request.relayed === relayed).flatMap(({ trace }) => trace ?? []);
  const [direct, ends] = [traced(false), traced(true)];
  const { low, high } = binomialRegion({ n: requests.length, p: share, alpha });
  const percent = (count: number) => (100 * count) / Math.max(1, requests.length);
  return [
    {
      kind: 'bars',
      title: 'Share of requests that are traced',
      says: 'The bar should end within the region that 30 % allows.',
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
