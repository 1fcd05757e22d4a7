import { Failure } from './failure.ts';
import type { Kubectl } from './kubectl.ts';
import { type Deployment, deploymentListSchema, serviceListSchema } from './objects.ts';
import { atLeast, hints, minimumIstio } from './requirements.ts';

export interface Istio {
  version: string;
  namespace: string;
  /** Name of the ConfigMap that holds the mesh's configuration. */
  meshConfigMap: string;
  gateway: { name: string; namespace: string };
}

/** Which ConfigMap holds the mesh's configuration. */
export type MeshPlace = Pick<Istio, 'namespace' | 'meshConfigMap'>;

/** What Istio the cluster runs; a Failure with the line to type if it is missing, too old or not up. */
export async function findIstio(kubectl: Kubectl): Promise<Istio> {
  const istiod = await findIstiod(kubectl);
  if (istiod === undefined) throw new Failure('Istio is not installed in the cluster', hints.istio);
  const version = versionOf(istiod);
  if (version !== undefined && !atLeast(version, minimumIstio))
    throw new Failure(`the cluster has Istio ${version}, and ${minimumIstio} is the oldest that will do`, hints.istio);
  if (istiod.status.readyReplicas === 0)
    throw new Failure(
      'istiod is installed, but not ready',
      `See why: kubectl -n ${istiod.metadata.namespace} describe pods -l app=istiod`,
    );
  return {
    version: version ?? 'of unknown version',
    ...meshPlaceOf(istiod),
    gateway: await findGateway(kubectl),
  };
}

/** Of an Istio in whatever state: too old, not ready or without a gateway, too. Undefined if there is none. */
export async function findMeshPlace(kubectl: Kubectl): Promise<MeshPlace | undefined> {
  const istiod = await findIstiod(kubectl);
  return istiod === undefined ? undefined : meshPlaceOf(istiod);
}

async function findIstiod(kubectl: Kubectl): Promise<Deployment | undefined> {
  const { items } = await kubectl.get(deploymentListSchema, ['deployments', '-A', '-l', 'app=istiod']);
  return items.find((item) => revisionOf(item) === 'default') ?? items[0];
}

function meshPlaceOf(istiod: Deployment): MeshPlace {
  const revision = revisionOf(istiod);
  return {
    namespace: istiod.metadata.namespace ?? 'istio-system',
    meshConfigMap: revision === 'default' ? 'istio' : `istio-${revision}`,
  };
}

const revisionOf = ({ metadata }: Deployment) => metadata.labels['istio.io/rev'] ?? 'default';

/** From the image's tag, such as 1.31.0 or 1.31.0-distroless; an image by digest tells none. */
function versionOf({ spec }: Deployment): string | undefined {
  const image = spec.template.spec.containers.find(({ name }) => name === 'discovery')?.image ?? '';
  return /:v?(\d+\.\d+(\.\d+)?)[^/]*$/.exec(image)?.[1];
}

async function findGateway(kubectl: Kubectl): Promise<Istio['gateway']> {
  const { items } = await kubectl.get(serviceListSchema, ['services', '-A', '-l', 'istio=ingressgateway']);
  const [service] = items;
  if (service === undefined)
    throw new Failure(
      "Istio is installed without an ingress gateway (a service labelled istio=ingressgateway, which the 'minimal' profile leaves out)",
      hints.istio,
    );
  return { name: service.metadata.name, namespace: service.metadata.namespace ?? 'istio-system' };
}
