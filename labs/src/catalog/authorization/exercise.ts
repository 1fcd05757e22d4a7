import type { ExerciseRules } from '../exercise.ts';
import { byCaller, byToken } from './asked.ts';

const atCaller = { kind: 'AuthorizationPolicy', name: byCaller };
const atToken = { kind: 'AuthorizationPolicy', name: byToken };
const tokens = { kind: 'RequestAuthentication', name: byToken };
/** The rule that is not for the system's own calls. */
const rule = ['spec', 'rules', 1];

/** Who may do what, to fill in. There is no number in it: everybody gets the same. */
export const authorizationExercise: ExerciseRules = {
  parameters: {},
  blanks: [
    {
      ...atCaller,
      path: [...rule, 'from', 0, 'source', 'principals', 0],
      says: 'who may read the model of v1: the account model-reader of the namespace weather, as certificates name it',
    },
    { ...atCaller, path: [...rule, 'to', 0, 'operation', 'methods', 0], says: 'by which method' },
    {
      ...atToken,
      path: [...rule, 'when', 0, 'values', 0],
      says: "the role that a token has to claim: the one in the scenario's tokens (istio/scenarios/authorization/tokens)",
    },
  ],
  faults: [
    {
      ...atCaller,
      path: ['spec', 'selector', 'matchLabels', 'version'],
      says: 'a typo in a label by which the policy finds its pods',
      wrong: 'v1x',
    },
    {
      ...atToken,
      path: [...rule, 'when', 0, 'key'],
      says: 'a claim that no token has: roles in place of role',
      wrong: 'request.auth.claims[roles]',
    },
    {
      ...tokens,
      path: ['spec', 'jwtRules', 0, 'issuer'],
      says: 'a typo in the issuer, so that good tokens are believed no more than bad ones',
      wrong: 'https://wether-lab.example',
    },
  ],
};
