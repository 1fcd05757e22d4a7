import type { ExerciseRules } from '../exercise.ts';

const sidecar = { kind: 'Sidecar', name: 'lab-client' };
const hosts = ['spec', 'egress', 0, 'hosts'];

/** What is closed, to fill in. The declaration is handed out as it is: the lab puts it in place on its way. */
export const egressExercise: ExerciseRules = {
  parameters: {},
  blanks: [
    {
      ...sidecar,
      path: ['spec', 'outboundTrafficPolicy', 'mode'],
      says: 'what becomes of hosts that nobody declared: they are refused',
    },
    {
      ...sidecar,
      path: [...hosts, 1],
      says: 'the hosts that may be asked besides: all of the namespace istio-system, as namespace/host',
    },
  ],
  faults: [
    {
      ...sidecar,
      path: ['spec', 'workloadSelector', 'labels', 'app'],
      says: 'a typo in the label by which the Sidecar finds its pods',
      wrong: 'lab-clint',
    },
    {
      ...sidecar,
      path: [...hosts, 0],
      says: 'hosts of the namespace default may be asked, and not those of its own',
      wrong: 'default/*',
    },
  ],
};
