import { usualRingSize } from '../../envoy/hash-ring.ts';
import { hostFaults } from '../balancing-exercise.ts';
import type { ExerciseRules } from '../exercise.ts';
import { service } from './rules.ts';

const rule = { kind: 'DestinationRule', name: service };
const hash = ['spec', 'trafficPolicy', 'loadBalancer', 'consistentHash'];

/** A header and a ring to fill in, another size of it for each student: so few points that shares differ more. */
export const stickyRoutingExercise: ExerciseRules = {
  parameters: {
    ringSize: { says: 'points that the ring has at least', usual: usualRingSize, from: 256, to: 300 },
  },
  blanks: [
    {
      ...rule,
      path: [...hash, 'ringHash', 'minimumRingSize'],
      says: 'how many points the ring has at least',
      right: ({ ringSize }) => ringSize!,
    },
    {
      ...rule,
      path: [...hash, 'httpHeaderName'],
      says: 'the header whose value is hashed: the one that names the station, by which CloudEvents partition (ce-...)',
    },
  ],
  faults: hostFaults(service),
};
