import type { ExerciseRules } from '../exercise.ts';
import { service } from './rules.ts';

const policy = { kind: 'PeerAuthentication', name: service };
const mode = { ...policy, path: ['spec', 'mtls', 'mode'] };
const labels = ['spec', 'selector', 'matchLabels'];

/**
 * A selector to fill in, and a mode that is not the right one. With a selector that finds no pod the namespace's policy
 * holds, which is as strict: only the check of the manifests tells. So no mistake is planted there.
 */
export const mutualTlsExercise: ExerciseRules = {
  parameters: {},
  blanks: [
    { ...policy, path: [...labels, 'app'], says: 'the label of the pods that the rule is for: those of the models' },
    { ...policy, path: [...labels, 'version'], says: 'their other label: only those of v1' },
  ],
  faults: [
    { ...mode, says: 'plain text is taken as well', wrong: 'PERMISSIVE' },
    { ...mode, says: 'plain text is taken, and nothing else', wrong: 'DISABLE' },
  ],
};
