import { eventsPath, modelPath } from '@weather/contracts';
import type { Phase } from '../../bench/evidence.ts';
import type { Expectation } from '../../bench/expectation.ts';
import type { Check } from '../../judgement/check.ts';
import { witnessesOf } from '../../judgement/witnesses.ts';
import { asIs, withValue, without } from '../changes.ts';
import type { Lab, Setting } from '../lab.ts';
import { oneWorker } from '../requests.ts';
import { byCaller, byToken } from './asked.ts';
import { lawsOn, refusalWitnesses } from './checks.ts';
import { authorizationExercise } from './exercise.ts';
import { figuresOf } from './figures.ts';
import {
  atCaller,
  atCallerWith,
  atCallerWithoutMethod,
  atToken,
  atTokenWithoutClaim,
  lives,
  noPolicy,
  policiesName,
  readsNoTokens,
  readsTokens,
} from './rules.ts';
import { makeCalls } from './traffic.ts';
import { issuer } from './tokens.ts';

const setting = (name: string, title: string, change: Setting['change'], expectations: Expectation[]): Setting => ({
  name,
  title,
  change,
  replicas: { [byCaller]: 1, [byToken]: 1 },
  expectations,
});

/** Another value in the policies' second rule, the one that is not for the system's own calls. */
const withRule = (policy: string, place: (string | number)[], value: unknown) =>
  withValue('AuthorizationPolicy', policy, ['spec', 'rules', 1, ...place], value);

function judge([calls]: readonly Phase[]): Check[] {
  return [
    ...lawsOn(calls!),
    witnessesOf(calls!, [
      { method: 'GET', route: modelPath },
      { method: 'POST', route: eventsPath },
    ]),
    refusalWitnesses(calls!),
  ];
}

export const authorization: Lab = {
  name: 'authorization',
  title: 'Authorization',
  row: 'X11',
  question: 'Does the mesh let in only who is named, for what is named: by certificate, and by the claim in a token?',
  source: {
    where: 'ECE 4150 course slides',
    setUp: 'role-based access: only named callers, methods and paths',
    saw: 'named callers are answered, all others get 403',
  },
  since: [
    'RbacConfig, ServiceRole and ServiceRoleBinding are gone; since Istio 1.4 an AuthorizationPolicy says it all.',
    'A RequestAuthentication (since 1.5; before, a Policy) refuses bad tokens only: a request without one passes, until a policy asks for one.',
  ],
  scenario: 'authorization',
  client: {
    ...oneWorker,
    why: "the proxies beside the services decide; this client has the namespace's default account, which no policy names, and two further ones have those of model-reader and message-queue",
  },
  involves: { workloads: [byCaller, byToken], services: [byCaller, byToken] },
  images: [],
  rule: setting('rule', 'named callers, and a claim', asIs, lives(atCaller)),
  controls: [
    setting('no-policy', 'no AuthorizationPolicy, only the RequestAuthentication', without('AuthorizationPolicy'), [
      noPolicy(byCaller),
      noPolicy(byToken),
      readsTokens,
    ]),
    setting(
      'wrong-principal',
      "a typo in the namespace of the caller's principal",
      withRule(byCaller, ['from', 0, 'source', 'principals'], ['cluster.local/ns/wether/sa/model-reader']),
      lives(atCallerWith('wether')),
    ),
    setting(
      'any-method',
      'the rule for the caller names no method',
      withRule(byCaller, ['to', 0, 'operation'], { paths: [modelPath] }),
      lives(atCallerWithoutMethod),
    ),
    setting(
      'no-claim',
      'any token of the issuer will do',
      withRule(byToken, [], {
        from: [{ source: { requestPrincipals: [`${issuer}/*`] } }],
        to: [{ operation: { methods: ['GET'], paths: [modelPath] } }],
      }),
      lives(atCaller, atTokenWithoutClaim),
    ),
    setting('no-authentication', 'no RequestAuthentication, only the policies', without('RequestAuthentication'), [
      policiesName(byCaller, atCaller),
      policiesName(byToken, atToken),
      readsNoTokens,
    ]),
    setting(
      'wrong-label',
      'a typo in a label by which the policy finds its pods',
      withValue('AuthorizationPolicy', byCaller, ['spec', 'selector', 'matchLabels', 'version'], 'v1x'),
      [noPolicy(byCaller), policiesName(byToken, atToken), readsTokens],
    ),
  ],
  caughtBy: {
    'no-policy': ['other-caller'],
    'wrong-principal': ['named-caller'],
    'any-method': ['other-method'],
    'no-claim': ['no-claim'],
    'no-authentication': ['bad-token'],
    'wrong-label': ['other-caller'],
  },
  observe: makeCalls,
  judge,
  figures: ([calls]) => figuresOf(calls!),
  exercise: { ...authorizationExercise, under: () => authorization },
};
