import type { ExerciseRules } from '../exercise.ts';
import { relay } from './expected-calls.ts';

const sampling = { kind: 'Telemetry', name: 'sampling' };

/**
 * A share and whom it is about to be filled in, another share for each student. Of 480 requests a share below 45 % could be the
 * lab's own 30 %, or half of it; more than 55 % would only make a longer report.
 */
export const tracingExercise: ExerciseRules = {
  parameters: { percent: { says: 'requests of a hundred that are traced', usual: 30, from: 45, to: 55 } },
  blanks: [
    {
      ...sampling,
      path: ['spec', 'tracing', 0, 'randomSamplingPercentage'],
      says: 'how many requests of a hundred are traced',
      right: ({ percent }) => percent!,
    },
    {
      ...sampling,
      path: ['spec', 'selector', 'matchLabels', 'app'],
      says: "whose requests: those of the labs' client, by the label of its pod (istio/scenarios/client)",
    },
  ],
  faults: [
    {
      ...sampling,
      path: ['spec', 'tracing', 0, 'providers', 0, 'name'],
      says: 'a typo in the provider, which the mesh does not have',
      wrong: 'weather-tracng',
    },
    {
      kind: 'Service',
      name: 'jaeger-collector',
      path: ['spec', 'selector', 'app'],
      says: 'a typo in the label of the collector, so that its service has no pod',
      wrong: 'span-colector',
    },
    {
      kind: 'Deployment',
      name: relay,
      path: ['spec', 'template', 'spec', 'containers', 0, 'env', 1, 'value'],
      says: 'the relay passes the headers on, which it is to forget',
      wrong: 'true',
    },
  ],
};
