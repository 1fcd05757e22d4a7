import type { ExerciseRules } from '../exercise.ts';
import { queue, simulation } from './names.ts';

const pods = ['spec', 'template'];
const settings = [...pods, 'spec', 'containers', 0, 'env'];
const counters = [
  ...pods,
  'metadata',
  'annotations',
  'proxy.istio.io/config',
  'proxyStatsMatcher',
  'inclusionPrefixes',
];

const atSimulation = { kind: 'Deployment', name: simulation };
const atQueue = { kind: 'Deployment', name: queue };

/** What is told and counted to be filled in: no law here takes a number, so everybody has the same. */
export const logsAndMetricsExercise: ExerciseRules = {
  parameters: {},
  blanks: [
    {
      ...atSimulation,
      path: [...settings, 3, 'value'],
      says: 'the level from which on simulation tells: of each request, and not of failures alone',
    },
    {
      ...atSimulation,
      path: [...counters, 5],
      says: 'which counters its proxy keeps besides: those of what comes in, by how their names in Envoy begin',
    },
    { kind: 'Service', name: queue, path: ['spec', 'selector', 'app'], says: 'the label of the pods of the queue' },
  ],
  faults: [
    { ...atQueue, path: [...settings, 3, 'value'], says: 'the queue tells of failures alone', wrong: 'info' },
    {
      ...atQueue,
      path: [...counters, 5],
      says: "a typo in the counters that the queue's proxy keeps: it counts nothing that comes in",
      wrong: 'cluster.inbond',
    },
    {
      ...atSimulation,
      path: [...settings, 4, 'value'],
      says: "it asks the system's own queue, not that of the lab",
      wrong: 'http://message-queue:3001',
    },
  ],
};
