import { z } from 'zod';
import type { ProxyCluster } from './configuration.ts';

/** Istio writes into each cluster which DestinationRule it was made by. */
const madeBySchema = z.object({
  metadata: z.object({ filter_metadata: z.object({ istio: z.object({ config: z.string() }) }) }),
});

/** Name of the DestinationRule that is obeyed for a cluster; undefined: none. */
export const ruleBehind = ({ raw }: ProxyCluster): string | undefined =>
  madeBySchema.safeParse(raw).data?.metadata.filter_metadata.istio.config.split('/').at(-1);
