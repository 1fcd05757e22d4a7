import type { IncomingHttpHeaders } from 'node:http';

/**
 * The SPIFFE id in the certificate that whoever asks showed to the proxy beside this service. Istio's sidecars write it into
 * x-forwarded-client-cert, as the last element, after those that earlier hops may have sent; where no certificate was shown
 * they take the header away (Envoy, HTTP header manipulation: APPEND_FORWARD). Without a sidecar anybody can write it: it is
 * for logs, and nothing may be decided by it.
 *
 * @returns undefined where the last element has none, or none of the form and length that the SPIFFE standard allows
 */
export function callerOf({ 'x-forwarded-client-cert': told }: IncomingHttpHeaders): string | undefined {
  if (typeof told !== 'string') return undefined;
  const own = told.slice(told.lastIndexOf(',') + 1);
  return /(?:^|;)URI=(spiffe:\/\/[\w.\-/]{1,2039})(?:;|$)/.exec(own)?.[1];
}
