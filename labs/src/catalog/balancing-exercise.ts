import type { ExerciseRules, PlantedFault } from './exercise.ts';

/** Of a lab whose rule says how a service is balanced: a mode to fill in, and a host that is not the service's. */
export const balancingExercise = (service: string, mode: string): ExerciseRules => ({
  parameters: {},
  blanks: [
    {
      kind: 'DestinationRule',
      name: service,
      path: ['spec', 'trafficPolicy', 'loadBalancer', 'simple'],
      says: mode,
    },
  ],
  faults: hostFaults(service),
});

/** Hosts that are not the service's, in the DestinationRule that has its name. */
export function hostFaults(service: string): PlantedFault[] {
  const host = { kind: 'DestinationRule', name: service, path: ['spec', 'host'] };
  return [
    { ...host, says: 'a typo in the host, so that the rule acts on nothing', wrong: service.replace('rn', 'm') },
    { ...host, says: 'the host of the other model', wrong: service.replace(/v1$/, 'v2') },
  ];
}
