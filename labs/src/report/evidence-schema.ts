import { z } from 'zod';
import { tableOf } from './columns.ts';
import { undefinedAsNull } from './undefined-as-null.ts';

export const meshFactsSchema = z.object({
  place: z.string(),
  platform: z.string(),
  istio: z.string(),
  images: z.record(z.string(), z.string()).describe('image of each workload'),
});

const replicaSchema = z.object({
  workload: z.string(),
  name: z.string(),
  address: z.string(),
  version: z.string(),
  ready: z.boolean(),
  hasProxy: z.boolean(),
});

const accessLineSchema = z.object({
  time: z.string(),
  method: z.string(),
  path: z.string(),
  status: z.int(),
  flags: z.string(),
  details: z.string(),
  durationMs: z.number(),
  attempts: z.number(),
  userAgent: z.string(),
  requestId: z.string(),
  traceId: z.string(),
  authority: z.string().describe('the host that was asked for'),
  peer: z.string().describe('identity in the certificate of who asked; empty: it showed none'),
  downstream: z.string().describe('address of who asked'),
  upstream: z.string(),
  upstreamCluster: z.string(),
  servedBy: z.string(),
  version: z.string(),
  route: z.string(),
});

const requestPlanSchema = z.object({
  tool: z.literal('k6'),
  id: z.string(),
  method: z.enum(['GET', 'POST']),
  url: z.string(),
  headers: z.record(z.string(), z.string()),
  bodies: z.array(z.string()).readonly(),
  requests: z.int(),
  variants: z
    .array(
      z.object({
        method: z.enum(['GET', 'POST']).exactOptional(),
        url: z.string().exactOptional(),
        headers: z.record(z.string(), z.string()).exactOptional(),
      }),
    )
    .readonly()
    .exactOptional()
    .describe('what requests differ in: each has the next one, and after the last the first again'),
  concurrency: z.int(),
  steps: z
    .array(z.object({ concurrency: z.int(), seconds: z.number() }))
    .readonly()
    .exactOptional(),
  pauseMs: z.number().exactOptional(),
  ratePerSecond: undefinedAsNull(z.number()),
  maxSeconds: z.number(),
  timeoutMs: z.number(),
  keepBodies: z.boolean(),
});

const fortioPlanSchema = z.object({
  tool: z.literal('fortio'),
  id: z.string(),
  url: z.string(),
  requests: z.int(),
  concurrency: z.int(),
  maxSeconds: z.number(),
});

const requestRecordSchema = z.object({
  index: z.int(),
  step: z.int().exactOptional().describe("of the plan's steps"),
  sentAt: z.number().describe("milliseconds since 1970, by the client's clock"),
  latencyMs: z.number(),
  status: z.int().describe('0: no answer'),
  servedBy: z.string(),
  version: z.string(),
  marks: z.record(z.string(), z.string()),
  error: z.string(),
  body: z.unknown().exactOptional(),
});

const loadRunSchema = z.object({
  plan: undefinedAsNull(z.discriminatedUnion('tool', [requestPlanSchema, fortioPlanSchema])).describe(
    'null where the system made the traffic itself',
  ),
  startedAt: z.number(),
  endedAt: z.number(),
  records: tableOf(requestRecordSchema).describe('of each request'),
  statuses: z.record(z.string(), z.number()),
  tool: z.string(),
});

const proxyAccountSchema = z.object({
  replica: replicaSchema,
  side: z.enum(['client', 'server', 'gateway']),
  workers: z.int(),
  growth: z.record(z.string(), z.number()).describe('by how much each counter grew'),
  picks: z.record(z.string(), z.record(z.string(), z.number())).describe('requests by cluster and endpoint'),
  log: tableOf(accessLineSchema).describe("lines of the proxy's access log"),
  others: z.record(z.string(), z.number()).describe('other requests that it saw meanwhile, by `METHOD path`'),
});

const serviceAccountSchema = z.object({
  replica: replicaSchema,
  answers: z.record(z.string(), z.number()).describe('by `METHOD route status`'),
});

export const phaseSchema = z.object({
  name: z.string(),
  title: z.string(),
  load: loadRunSchema,
  further: z
    .array(z.object({ replica: replicaSchema, load: loadRunSchema }))
    .exactOptional()
    .describe('what further clients saw that asked at the same time'),
  proxies: z.array(proxyAccountSchema),
  services: z.array(serviceAccountSchema),
  changed: z.array(z.string()).describe('workloads whose replicas were not the same before and after'),
  more: z.record(z.string(), z.unknown()),
});

export const propagationSchema = z.object({ what: z.string(), proxy: z.string(), ms: z.number() });
