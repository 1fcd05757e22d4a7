import type { Phase } from '../../bench/evidence.ts';
import type { BarsFigure, Figure } from '../../report/figure.ts';
import { leastThatStay, regionOfNew } from './checks.ts';
import { homesIn, movesBetween, podsIn, sumOf } from './homes.ts';

/** @param ringSize points that the rule gives to the ring at least */
export const figuresOf = (three: Phase, four: Phase, ringSize: number): Figure[] => [
  whatBecame(three, four, ringSize),
  stationsPerPod(four),
];

function whatBecame(three: Phase, four: Phase, ringSize: number): BarsFigure {
  const moves = movesBetween(three, four);
  const n = Math.max(1, sumOf(moves));
  return {
    kind: 'bars',
    title: 'What a fourth pod does to the stations',
    says: 'A quarter should move to the new pod. Some more move from one old pod to another: Envoy gives each pod fewer points on the ring when there are more pods.',
    unit: 'stations',
    bars: [
      { label: 'stay', value: moves.stayed, low: leastThatStay(n, ringSize) },
      { label: 'move to the new pod', value: moves.toNew, ...regionOfNew(n, ringSize) },
      { label: 'move between old pods', value: moves.amongOld },
    ],
  };
}

function stationsPerPod(phase: Phase): BarsFigure {
  const homes = [...homesIn(phase).values()];
  return {
    kind: 'bars',
    title: 'Stations per pod, with four pods',
    says: 'The shares differ somewhat: points on a ring lie where their hashes fall.',
    unit: 'stations',
    bars: podsIn(phase).map(({ name }, index) => ({
      label: `pod ${index + 1}`,
      value: homes.filter((pods) => pods.has(name)).length,
    })),
  };
}
