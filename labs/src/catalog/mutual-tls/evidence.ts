import { z } from 'zod';
import { linesAt, type Phase } from '../../bench/evidence.ts';
import { type AccessLine, isRefusedConnection } from '../../envoy/access-line.ts';
import type { Certificate } from '../../envoy/certificate.ts';
import type { LoadRun } from '../../load/plan.ts';
import { type ServiceLine, serviceLineSchema } from '../service-lines.ts';

const certificatesSchema: z.ZodType<Certificate[]> = z.array(
  z.object({ identity: z.string(), serial: z.string(), validFrom: z.string(), expires: z.string() }),
);

/** Who the client with a proxy is, by the certificates that its proxy has. */
export const identitiesIn = ({ more }: Phase): string[] => [
  ...new Set(certificatesSchema.parse(more.certificates).map(({ identity }) => identity)),
];

/** What the service itself has logged of the phase's requests. */
export const serviceLogIn = ({ more }: Phase): ServiceLine[] => z.array(serviceLineSchema).parse(more.serviceLog);

/** What the client without a proxy saw, and where it asks from. */
export function outsider({ further }: Phase) {
  const found = further?.find(({ replica }) => !replica.hasProxy);
  if (found === undefined) throw new RangeError('the phase has no client without a proxy');
  return found;
}

/** Requests of one client that the proxies beside the service read, as these tell. */
export const readFrom = (phase: Phase, { plan }: LoadRun): AccessLine[] =>
  linesAt(phase, 'server').filter(({ userAgent }) => plan !== undefined && userAgent.startsWith(`${plan.id}/`));

/** Connections that these proxies refused before they read a request. */
export const refusedConnections = (phase: Phase): number => linesAt(phase, 'server').filter(isRefusedConnection).length;
