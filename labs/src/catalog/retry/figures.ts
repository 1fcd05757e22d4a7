import type { Phase } from '../../bench/evidence.ts';
import type { AccessLine } from '../../envoy/access-line.ts';
import type { BarsFigure, CurveFigure, Figure } from '../../report/figure.ts';
import { alpha } from '../../judgement/check.ts';
import { binomialRegion } from '../../statistics/index.ts';
import { countsOf } from './checks.ts';
import { inWords } from '../in-words.ts';
import { type Allowed, bounded, failing, fault, flaky, retriesInStorm } from './rules.ts';
import { outcomesAt, triesAt } from './tries.ts';

export const figuresOf = (one: Phase, storm: Phase, { attempts, places }: Allowed): Figure[] => [
  whichTryServed(one, attempts),
  triesSoFar(storm, places),
];

function whichTryServed(phase: Phase, retries: number): BarsFigure {
  const outcomes = outcomesAt(phase, flaky);
  const n = Math.max(1, outcomes.length);
  return {
    kind: 'bars',
    title: 'Which try served a request',
    says: `Each try serves half of what is left. After ${retries + 1} one of ${2 ** (retries + 1)} is left over, and that is what the client sees fail.`,
    unit: 'requests',
    bars: Object.entries(countsOf(outcomes, retries)).map(([label, value], index, { length }) => {
      const failures = index === length - 1 ? retries + 1 : index + 1;
      return { label, value, ...(failures <= retries + 1 && binomialRegion({ n, p: fault.rate ** failures, alpha })) };
    }),
  };
}

/** Points of each curve. */
const moments = 40;

function triesSoFar(phase: Phase, places: number): CurveFigure {
  const { startedAt } = phase.load;
  const ofTwo = [
    { label: 'no limit', tries: triesAt(phase, failing) },
    { label: `${inWords(places)} at once`, tries: triesAt(phase, bounded) },
  ];
  const last = Math.max(0, ...ofTwo.flatMap(({ tries }) => tries.map((line) => secondsOf(line, startedAt))));
  const sent = phase.load.records
    .filter(({ index }) => index % 2 === 0)
    .map(({ sentAt }) => (sentAt - startedAt) / 1000);
  const soFar = (times: readonly number[]) =>
    Array.from({ length: moments + 1 }, (_, moment) => (last * moment) / moments).map((x) => ({
      x,
      y: times.filter((time) => time <= x).length,
    }));
  return {
    kind: 'curve',
    title: 'What a service that is down has to do',
    says: `Without a limit each request comes ${retriesInStorm + 1} times. With one, few come again, whatever is sent.`,
    x: 'seconds',
    y: 'tries so far',
    series: [
      ...ofTwo.map(({ label, tries }) => ({ label, points: soFar(tries.map((line) => secondsOf(line, startedAt))) })),
      { label: 'requests to either', points: soFar(sent) },
    ],
    bounds: [],
  };
}

const secondsOf = ({ time }: AccessLine, startedAt: number) => (Date.parse(time) - startedAt) / 1000;
