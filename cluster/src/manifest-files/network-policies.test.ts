import { expect, test } from 'vitest';
import { z } from 'zod';
import { sourceDeployments } from './deployments.ts';
import { readDocument } from './read-yaml.ts';

const peer = z.object({ podSelector: z.object({ matchLabels: z.record(z.string(), z.string()) }).optional() });
const policySchema = z.object({
  spec: z.object({
    ingress: z.array(z.object({ from: z.array(peer) })),
    egress: z.array(z.object({ to: z.array(peer) })),
  }),
});

const appsIn = (peers: z.output<typeof peer>[]) =>
  peers.flatMap(({ podSelector }) => podSelector?.matchLabels.app ?? []);

const policies = new Map(
  [...new Set(sourceDeployments().map(({ service }) => service))].map((service) => {
    const { spec } = readDocument(policySchema, `k8s/components/network-policies/${service}.yaml`);
    const callers = spec.ingress.flatMap(({ from }) => appsIn(from));
    return [service, { callers, callees: spec.egress.flatMap(({ to }) => appsIn(to)) }] as const;
  }),
);

/** Who calls whom, by the addresses that the services are given. */
const calls = sourceDeployments().flatMap(({ service, environment }) =>
  Object.entries(environment)
    .filter(([variable]) => variable !== 'SINK_ALLOW' && !variable.startsWith('OTEL_'))
    .flatMap(([, value]) =>
      [...value.matchAll(/http:\/\/([a-z0-9-]+?)(?:-v\d)?:3001/g)].map(([, host]) => [service, host!] as const),
    ),
);

test('the network policies admit exactly the calls that the services make', () => {
  const wanted = new Set(calls.map(([caller, callee]) => `${caller} > ${callee}`));
  const outgoing = [...policies].flatMap(([service, { callees }]) => callees.map((callee) => `${service} > ${callee}`));
  const incoming = [...policies].flatMap(([service, { callers }]) => callers.map((caller) => `${caller} > ${service}`));
  expect(outgoing.toSorted()).toEqual([...wanted].toSorted());
  expect(incoming.toSorted()).toEqual([...wanted].toSorted());
});
