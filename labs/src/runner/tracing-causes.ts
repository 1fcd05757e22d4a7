import { z } from 'zod';
import type { Cause } from './cause.ts';

const telemetrySchema = z.object({
  kind: z.literal('Telemetry'),
  metadata: z.object({ name: z.string() }),
  spec: z.object({ tracing: z.array(z.object({ providers: z.array(z.object({ name: z.string() })).min(1) })).min(1) }),
});

/** A provider that the mesh does not have, or whose collector is not there, is passed over in silence. */
export const nobodyToTell: Cause = ({ objects, proxies: [client] }) =>
  objects.flatMap((object) => {
    const telemetry = telemetrySchema.safeParse(object).data;
    if (telemetry === undefined || client === undefined) return [];
    const { replica, configuration } = client;
    if (configuration.listeners.some(({ tracing }) => tracing.length > 0)) return [];
    const providers = telemetry.spec.tracing.flatMap((one) => one.providers).map(({ name }) => name);
    return [
      {
        layer: 'tracing provider',
        says: `Telemetry ${telemetry.metadata.name} asks for traces, and the proxy of ${replica.name} makes none: the mesh has no provider ${providers.join(', ')}, or the collector that it names is not there`,
        evidence: 'no listener has anything about tracing',
        proof: { of: 'proxy-configuration', replica },
      },
    ];
  });
