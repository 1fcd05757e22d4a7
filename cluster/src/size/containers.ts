import { z } from 'zod';
import type { Istio } from '../istio.ts';
import type { Kubectl } from '../kubectl.ts';
import { namespace } from '../places.ts';
import { parseQuantity } from './quantity.ts';
import { containerKey } from './usage.ts';

const amountsSchema = z.object({ cpu: z.string().optional(), memory: z.string().optional() }).default({});

const containerSchema = z.object({
  name: z.string(),
  restartPolicy: z.string().optional(),
  resources: z.object({ requests: amountsSchema, limits: amountsSchema }).prefault({}),
});

const podListSchema = z.object({
  items: z.array(
    z.object({
      metadata: z.object({ name: z.string(), namespace: z.string() }),
      spec: z.object({
        containers: z.array(containerSchema),
        initContainers: z.array(containerSchema).default([]),
      }),
    }),
  ),
});

export type Part = 'service' | 'sidecar' | 'istio' | 'kubernetes';

/** A container that runs as long as its pod, and what it asks for: cores and bytes, 0 for nothing. */
export interface Container {
  key: string;
  part: Part;
  /** Of the deployment, mostly: the pod's name without what makes it unique. */
  workload: string;
  requestedCores: number;
  requestedBytes: number;
  limitBytes: number | undefined;
}

/** Those of the system, of Istio, and of Kubernetes itself as far as it runs in pods. */
export async function readContainers(kubectl: Kubectl, istio: Istio): Promise<Container[]> {
  const { items } = await kubectl.get(podListSchema, ['pods', '-A', '--field-selector=status.phase=Running']);
  return items.flatMap(({ metadata, spec }) => {
    const lasting = [
      ...spec.containers,
      ...spec.initContainers.filter(({ restartPolicy }) => restartPolicy === 'Always'),
    ];
    return lasting.flatMap((container) => {
      const part = partOf(metadata.namespace, container.name, istio);
      return part === undefined ? [] : [containerOf(metadata, container, part)];
    });
  });
}

function partOf(home: string, container: string, istio: Istio): Part | undefined {
  if (home === namespace) return container === 'istio-proxy' ? 'sidecar' : 'service';
  if (home === istio.namespace || home === istio.gateway.namespace) return 'istio';
  return home === 'kube-system' ? 'kubernetes' : undefined;
}

function containerOf(
  { name, namespace: home }: { name: string; namespace: string },
  { name: container, resources: { requests, limits } }: z.output<typeof containerSchema>,
  part: Part,
): Container {
  return {
    key: containerKey(home, name, container),
    part,
    workload: name.replace(/(-[a-z0-9]{6,10})?-[a-z0-9]{5}$/, ''),
    requestedCores: parseQuantity(requests.cpu ?? '0'),
    requestedBytes: parseQuantity(requests.memory ?? '0'),
    limitBytes: limits.memory === undefined ? undefined : parseQuantity(limits.memory),
  };
}
