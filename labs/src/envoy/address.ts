import { z } from 'zod';

export const addressSchema = z.object({
  socket_address: z.object({ address: z.string(), port_value: z.number().default(0) }).optional(),
  pipe: z.object({ path: z.string() }).optional(),
  envoy_internal_address: z.object({ server_listener_name: z.string() }).optional(),
});

/** An address without its port, as replicas have it. */
export const hostOf = (address: string): string => address.slice(0, address.lastIndexOf(':'));

/** Such as `10.244.0.12:3001`, `[fd00::c]:3001` or `pipe:/var/run/socket`. */
export function addressOf({ socket_address, pipe, envoy_internal_address }: z.output<typeof addressSchema>): string {
  if (socket_address !== undefined) {
    const { address, port_value } = socket_address;
    return `${address.includes(':') ? `[${address}]` : address}:${port_value}`;
  }
  if (pipe !== undefined) return `pipe:${pipe.path}`;
  return envoy_internal_address === undefined ? 'unknown' : `internal:${envoy_internal_address.server_listener_name}`;
}
