import { configurationOf } from '../bench/live.ts';
import type { Lab, Setting } from '../catalog/lab.ts';
import type { Client, Mesh, MeshObject } from '../mesh/mesh.ts';
import type { Attempt } from './attempt.ts';
import { type Cause, type Circumstances, type Finding } from './cause.ts';
import { faultBesideTimeout, faultNotTaken } from './fault-causes.ts';
import { filterMatchedNothing, limiterAllows, limitPerPod } from './filter-causes.ts';
import { hashOfNothing, headerNotPassedOn, noSuchCluster, routeBehindOneForAll } from './route-causes.ts';
import { conditionNotMet, ejectionCapped, wantsRetries } from './resilience-causes.ts';
import { ruleWithoutEffect } from './rule-causes.ts';
import { plainTextTaken, policyWithoutPods, principalOfNobody, sidecarWithoutPods } from './security-causes.ts';
import { nobodyToTell } from './tracing-causes.ts';

interface Looked {
  mesh: Mesh;
  lab: Lab;
  setting: Setting;
  objects: readonly MeshObject[];
  client: Client;
}

/** The client's, then those of the workloads that the lab involves. */
export async function replicasAround({ mesh, lab, client }: Pick<Looked, 'mesh' | 'lab' | 'client'>) {
  const { workloads } = lab.involves;
  return [client.replica, ...(await Promise.all(workloads.map((workload) => mesh.replicas(workload)))).flat()];
}

/** Reads what is needed to name a cause. */
export async function lookAround({ mesh, lab, setting, objects, client }: Looked): Promise<Circumstances> {
  const replicas = await replicasAround({ mesh, lab, client });
  const proxied = replicas.filter(({ hasProxy }) => hasProxy);
  return {
    lab,
    setting,
    objects,
    replicas,
    proxies: await Promise.all(
      proxied.map(async (replica) => ({ replica, configuration: await configurationOf(mesh, replica) })),
    ),
    services: await Promise.all(
      lab.involves.services.map(async (service) => ({ service, ports: await mesh.servicePorts(service) })),
    ),
  };
}

/** Every cause that the circumstances and the traffic show, the deepest layer first: what is below spoils what is above. */
export function findCauses(circumstances: Circumstances, attempts: readonly Attempt[]): Finding[] {
  const phases = attempts.flatMap((attempt) => attempt.phases);
  return causes.flatMap((cause) => cause(circumstances, phases));
}

/** The same where proxies may not have heard of the rule yet: what they do not show is no sign of anything. */
export const findCausesUnheard = (circumstances: Circumstances): Finding[] =>
  causes.filter((cause) => !bySilence.has(cause)).flatMap((cause) => cause(circumstances, []));

const noSidecar: Cause = ({ lab, replicas: [client, ...others] }) =>
  // A lab may want its client to stand outside.
  [...(lab.client.hasProxy ? [client!] : []), ...others]
    .filter(({ hasProxy }) => !hasProxy)
    .map((replica) => ({
      layer: 'sidecar',
      says: `a pod of ${replica.workload} has no sidecar, so no rule acts on it`,
      evidence: `${replica.name} has no container istio-proxy`,
      proof: { of: 'containers', replica },
    }));

const portNotNamed: Cause = ({ services }) =>
  services.flatMap(({ service, ports }) =>
    ports
      .filter(({ name, protocol }) => !/^(http|http2|grpc)(-|$)/.test(name) && !/http|grpc|h2c/.test(protocol ?? ''))
      .map(({ name, port }) => ({
        layer: 'service port',
        says: `port ${port} of ${service} does not say that it speaks HTTP, so HTTP rules may not act on it`,
        evidence: `its name is ${name === '' ? 'empty' : name}, and it has no appProtocol`,
        proof: { of: 'service-ports', service },
      })),
  );

const emptySubset: Cause = ({ proxies, lab }) => {
  const [client] = proxies;
  if (client === undefined) return [];
  return client.configuration.clusters
    .filter(({ name, endpoints }) => {
      const [direction, , subset, host] = name.split('|');
      return direction === 'outbound' && subset !== '' && endpoints.length === 0 && isInvolved(lab, host);
    })
    .map(({ name }) => ({
      layer: 'subset',
      says: `a subset has no endpoints: no pod carries the labels that it names`,
      evidence: `cluster ${name} of ${client.replica.name} has none`,
      proof: { of: 'endpoints', replica: client.replica, cluster: name },
    }));
};

const isInvolved = ({ involves }: Lab, host: string | undefined) =>
  involves.services.some((service) => host === service || host?.startsWith(`${service}.`));

const severalWorkers: Cause = ({ lab, replicas: [client] }, phases) => {
  const wanted = lab.client.proxyConcurrency;
  const several = phases
    .flatMap(({ proxies }) => proxies)
    .find(({ replica, workers }) => replica.name === client?.name && wanted !== undefined && workers !== wanted);
  if (several === undefined) return [];
  const { replica, workers } = several;
  return [
    {
      layer: 'proxy workers',
      says: "the client's proxy has several workers, each with its own place in the circle and its own connections",
      evidence: `${replica.name} has ${workers}, not ${wanted}`,
      proof: { of: 'proxy-workers', replica },
    },
  ];
};

const defaultRetries: Cause = ({ objects }, phases) => {
  if (wantsRetries(objects)) return [];
  const again = phases
    .flatMap(({ proxies }) => proxies)
    .find(({ side, log }) => side !== 'server' && log.some(({ attempts }) => attempts > 1));
  if (again === undefined) return [];
  const count = again.log.filter(({ attempts }) => attempts > 1).length;
  return [
    {
      layer: 'retries',
      says: 'the proxy tried requests again by itself: each try is a pick of its own, and hides a failure',
      evidence: `${count} requests of ${again.replica.name} took more than one attempt`,
      proof: { of: 'retried-requests', replica: again.replica },
    },
  ];
};

/** What the proxy was told instead of the rule; the commonest cause of all. */
const otherRule: Cause = ({ lab, proxies, replicas }) => {
  const known = (workload: string) => replicas.filter((replica) => replica.workload === workload);
  return lab.rule.expectations.flatMap((expectation) =>
    proxies
      .filter(({ replica }, index) =>
        expectation.proxies === 'client' ? index === 0 : replica.workload === expectation.proxies,
      )
      .flatMap(({ replica, configuration }) => {
        const instead = expectation.missing(configuration, known);
        if (instead === undefined) return [];
        return [
          {
            layer: 'rule',
            says: `the proxy of ${replica.name} was told something else than the lab's rule: expected was ${expectation.what}`,
            evidence: instead,
            proof: { of: 'proxy-configuration', replica } as const,
          },
        ];
      }),
  );
};

const causes: readonly Cause[] = [
  noSidecar,
  portNotNamed,
  otherRule,
  ruleWithoutEffect,
  routeBehindOneForAll,
  headerNotPassedOn,
  faultNotTaken,
  faultBesideTimeout,
  emptySubset,
  noSuchCluster,
  hashOfNothing,
  filterMatchedNothing,
  severalWorkers,
  defaultRetries,
  conditionNotMet,
  ejectionCapped,
  limitPerPod,
  limiterAllows,
  plainTextTaken,
  policyWithoutPods,
  principalOfNobody,
  sidecarWithoutPods,
  nobodyToTell,
];

/** They take it for a sign that a proxy does not show, or still shows, something. */
const bySilence: ReadonlySet<Cause> = new Set([
  ruleWithoutEffect,
  emptySubset,
  filterMatchedNothing,
  plainTextTaken,
  policyWithoutPods,
  sidecarWithoutPods,
  nobodyToTell,
]);
