import type { Hint } from './hint.ts';

/** On what lies below every rule. */
export const meshHints: readonly Hint[] = [
  {
    lab: 'any',
    detectedBy: { layer: 'sidecar' },
    belief: 'A rule acts on every pod of its namespace.',
    says: 'A rule acts in proxies: a pod without istio-proxy knows of none. Was the pod made before the namespace got its label istio-injection?',
  },
  {
    lab: 'any',
    detectedBy: { layer: 'service port' },
    belief: 'The mesh sees by itself what a port speaks.',
    says: 'HTTP rules want a port that says it speaks HTTP: by its name (http, http-...) or its appProtocol.',
  },
  {
    lab: 'any',
    detectedBy: { layer: 'subset' },
    belief: 'The name of a subset chooses its pods.',
    says: 'The name of a subset is only a name: its labels choose the pods, and have to be those that the pods carry, to the letter.',
  },
  {
    lab: 'any',
    detectedBy: { layer: 'host' },
    belief: 'Kubernetes refuses a rule for a host that does not exist.',
    says: 'A rule with a typo in its host is accepted and acts on nothing: compare the host with the names in kubectl get services.',
  },
  {
    lab: 'any',
    detectedBy: { layer: 'another rule' },
    belief: 'Two rules for one host add up.',
    says: 'Of two DestinationRules for one host one is obeyed and the other is not: find the other one and take it away.',
  },
  {
    lab: 'any',
    detectedBy: { layer: 'EnvoyFilter' },
    belief: 'A patch that was applied has matched.',
    says: 'A patch whose selector, context or match fits nothing is silent: look into the listeners of the proxy that it is meant for.',
  },
  {
    lab: 'any',
    detectedBy: { layer: 'limiter' },
    belief: 'What the limiter allows can be seen in the gateway.',
    says: 'The gateway only asks; how much is allowed stands in the ConfigMap of the limiter, and in its answer: x-ratelimit-limit.',
  },
  {
    lab: 'any',
    detectedBy: { layer: 'retries' },
    belief: 'One request of a client is one request at the service.',
    says: 'Unless told otherwise a proxy tries again twice: each try draws anew, and hides a failure.',
  },
  {
    lab: 'any',
    detectedBy: { layer: 'proxy workers' },
    belief: 'A proxy is one thing with one memory.',
    says: 'Each worker thread has its own connections and its own place in the circle: for an exact law give the client one worker.',
  },
  {
    lab: 'any',
    detectedBy: { layer: 'limit per pod' },
    belief: 'A local limit is a limit for the service.',
    says: 'A local limit counts in each pod by itself: with more pods more gets through.',
  },
  {
    lab: 'any',
    detectedBy: { layer: 'rule' },
    belief: 'What kubectl applied is what the proxy does.',
    says: 'Read what the proxy was told instead of what you wrote (istioctl proxy-config): value, selector, host and port of your rule have each to be what your sheet asks for.',
  },
];
