import type { ExerciseRules } from '../exercise.ts';
import { rule, service } from './rules.ts';

const rules = { kind: 'DestinationRule', name: service };
const ejection = ['spec', 'trafficPolicy', 'outlierDetection'];

/**
 * When a pod is out to be filled in, after other numbers of errors for each student. After more than 8 the pod would hardly
 * be back twice within the load. Of 8 the lab's own 3 can be told even if all four senders wait for the pod when it is thrown
 * out; of fewer they might not, and then only the proxy's configuration tells.
 */
export const outlierDetectionExercise: ExerciseRules = {
  parameters: { errors: { says: 'errors in a row after which a pod is out', usual: rule.errors, from: 5, to: 8 } },
  blanks: [
    {
      ...rules,
      path: [...ejection, 'consecutive5xxErrors'],
      says: 'after how many errors in a row a pod is out',
      right: ({ errors }) => errors!,
    },
    {
      ...rules,
      path: [...ejection, 'baseEjectionTime'],
      says: `for how long it is out the first time, with its unit: ${rule.base} seconds`,
    },
    {
      ...rules,
      path: ['spec', 'trafficPolicy', 'loadBalancer', 'simple'],
      says: 'how each request finds its pod: one after the other, so that each third finds the bad one',
    },
  ],
  faults: [
    {
      ...rules,
      path: [...ejection, 'maxEjectionPercent'],
      says: 'at most a tenth of the pods may be out, and of three that is none',
      wrong: 10,
      toldBy: 'maxEjectionPercent is taken at its word',
    },
    {
      ...rules,
      path: [...ejection, 'interval'],
      says: 'the proxy looks each ten seconds who may come back, not each second',
      wrong: '10s',
    },
    {
      ...rules,
      path: ['spec', 'host'],
      says: 'a typo in the host, so that the rule acts on nothing',
      wrong: 'three-model',
    },
  ],
};
