import type { Hint } from './hint.ts';

/** On who may speak with whom. */
export const securityHints: readonly Hint[] = [
  {
    lab: 'mutual-tls',
    detectedBy: { check: 'plain-text-refused' },
    belief: 'With a sidecar in place, plain text is refused.',
    says: 'PERMISSIVE takes both: only STRICT refuses plain text, and the narrowest policy wins, so look for one on the workload or the port.',
  },
  {
    lab: 'mutual-tls',
    detectedBy: { layer: 'mTLS mode' },
    belief: 'A policy for the namespace settles it.',
    says: 'A PeerAuthentication for the workload or one port takes precedence over that of the namespace.',
  },
  {
    lab: 'authorization',
    detectedBy: { check: 'other-caller' },
    belief: 'An AuthorizationPolicy without a selector that fits still protects.',
    says: 'A policy holds for the pods that its selector finds, in its own namespace: with no policy on a workload everybody is let in.',
  },
  {
    lab: 'authorization',
    detectedBy: { layer: 'principal' },
    belief: 'The name of a service is the name of its caller.',
    says: 'A principal is the service account of the caller: cluster.local/ns/NAMESPACE/sa/ACCOUNT, without spiffe:// in front.',
  },
  {
    lab: 'authorization',
    detectedBy: { check: 'claim' },
    belief: 'A policy that asks for a claim finds it in any token that has it.',
    says: "A claim is read only from a token that a RequestAuthentication believes: its issuer has to be the token's, and the claim in the policy's key, request.auth.claims[...], has to be called as in the token.",
  },
  {
    lab: 'authorization',
    detectedBy: { check: 'no-claim' },
    belief: 'RequestAuthentication asks for a token.',
    says: 'It refuses a bad token only; a request without one passes until an AuthorizationPolicy asks for requestPrincipals or a claim.',
  },
  {
    lab: 'egress',
    detectedBy: { check: 'refused-before' },
    belief: 'What is not declared cannot be reached.',
    says: 'By default the mesh lets everything out (ALLOW_ANY): REGISTRY_ONLY has to be set, for these very clients.',
  },
  {
    lab: 'egress',
    detectedBy: { check: 'answered-after' },
    belief: 'A ServiceEntry opens a host on all ports.',
    says: 'It declares a host with the ports that it names, and their protocols: another port or another host stays closed.',
  },
];
