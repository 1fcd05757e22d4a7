import { z } from 'zod';

/** What is read of Kubernetes' objects; everything else in them is let through unread. */
const labels = z.record(z.string(), z.string()).default({});

export const metadataSchema = z.object({
  name: z.string(),
  namespace: z.string().optional(),
  labels,
  annotations: labels,
  resourceVersion: z.string().default(''),
  deletionTimestamp: z.string().optional(),
  ownerReferences: z.array(z.object({ kind: z.string() })).default([]),
});

const listOf = <S extends z.ZodType>(item: S) => z.object({ items: z.array(item) });

export const objectListSchema = listOf(z.object({ kind: z.string(), metadata: metadataSchema }));

const containerStateSchema = z.object({
  waiting: z.object({ reason: z.string().default(''), message: z.string().default('') }).optional(),
  terminated: z.object({ reason: z.string().default(''), exitCode: z.number() }).optional(),
  running: z.object({}).optional(),
});

const containerStatusSchema = z.object({
  name: z.string(),
  ready: z.boolean(),
  started: z.boolean().optional(),
  restartCount: z.number(),
  image: z.string(),
  state: containerStateSchema.default({}),
  lastState: containerStateSchema.default({}),
});

export type ContainerStatus = z.output<typeof containerStatusSchema>;

const containerSchema = z.object({ name: z.string(), image: z.string(), restartPolicy: z.string().optional() });

const conditionSchema = z.object({
  type: z.string(),
  status: z.string(),
  reason: z.string().default(''),
  message: z.string().default(''),
});

export const podSchema = z.object({
  metadata: metadataSchema,
  spec: z.object({ containers: z.array(containerSchema), initContainers: z.array(containerSchema).default([]) }),
  status: z.object({
    phase: z.string(),
    reason: z.string().default(''),
    podIP: z.string().default(''),
    conditions: z.array(conditionSchema).default([]),
    containerStatuses: z.array(containerStatusSchema).default([]),
    initContainerStatuses: z.array(containerStatusSchema).default([]),
  }),
});

export type Pod = z.output<typeof podSchema>;
export const podListSchema = listOf(podSchema);

export const deploymentSchema = z.object({
  metadata: metadataSchema.extend({ generation: z.number().default(0) }),
  spec: z.object({
    replicas: z.number().default(1),
    selector: z.object({ matchLabels: labels }),
    template: z.object({ spec: z.object({ containers: z.array(containerSchema) }) }),
  }),
  status: z
    .object({
      observedGeneration: z.number().default(0),
      replicas: z.number().default(0),
      updatedReplicas: z.number().default(0),
      readyReplicas: z.number().default(0),
      conditions: z.array(conditionSchema).default([]),
    })
    .prefault({}),
});

export type Deployment = z.output<typeof deploymentSchema>;
export const deploymentListSchema = listOf(deploymentSchema);

export const nodeListSchema = listOf(
  z.object({
    metadata: metadataSchema,
    status: z.object({
      addresses: z.array(z.object({ type: z.string(), address: z.string() })).default([]),
      images: z.array(z.object({ names: z.array(z.string()).nullish() })).default([]),
    }),
  }),
);

export const serviceListSchema = listOf(
  z.object({
    metadata: metadataSchema,
    spec: z.object({
      ports: z
        .array(
          z.object({
            name: z.string().default(''),
            port: z.number(),
            nodePort: z.number().optional(),
            appProtocol: z.string().optional(),
          }),
        )
        .default([]),
    }),
    status: z.object({
      loadBalancer: z
        .object({
          ingress: z.array(z.object({ ip: z.string().optional(), hostname: z.string().optional() })).default([]),
        })
        .prefault({}),
    }),
  }),
);

export const storageClassListSchema = listOf(z.object({ metadata: metadataSchema }));
export const namespaceListSchema = listOf(
  z.object({ metadata: metadataSchema, status: z.object({ phase: z.string() }) }),
);
export const configMapSchema = z.object({
  metadata: metadataSchema,
  data: z.record(z.string(), z.string()).default({}),
});
