import type { ExerciseRules } from './exercise.ts';

/** Of a lab whose rule says how a service is balanced: a mode to fill in, and a host that is not the service's. */
export function balancingExercise(service: string, mode: string): ExerciseRules {
  const rule = { kind: 'DestinationRule', name: service };
  const host = { ...rule, path: ['spec', 'host'] };
  return {
    parameters: {},
    blanks: [{ ...rule, path: ['spec', 'trafficPolicy', 'loadBalancer', 'simple'], says: mode }],
    faults: [
      { ...host, says: 'a typo in the host, so that the rule acts on nothing', wrong: service.replace('rn', 'm') },
      { ...host, says: 'the host of the other model', wrong: service.replace(/v1$/, 'v2') },
    ],
  };
}
