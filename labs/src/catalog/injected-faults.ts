import type { Setting } from './lab.ts';
import { z } from 'zod';
import type { Expectation } from '../bench/expectation.ts';
import type { ProxyRoute } from '../envoy/configuration.ts';
import { routesTo } from './expectations.ts';

/** What a caller's proxy does with requests before it sends them anywhere. */
export interface RouteFault {
  /** Which requests, such as `end-user: jason`; undefined: it does not matter which. */
  requests?: string;
  /** Such as `7 s delay for 100 %`. */
  fault: string;
}

export const everyRequest = 'every request';
export const noFault = 'no fault';
export const delayOf = (seconds: number, percent: number) => `${seconds} s delay for ${percent} %`;
export const abortOf = (status: number, percent: number) => `${status} for ${percent} %`;

/** How much before its time a delay or a timeout may be over: Envoy's timers go by a clock of the kernel's that moves in ticks of 1 to 10 ms. */
export const tickMs = 10;

/** Requests to a service meet these faults, route by route in the order in which routes are tried. */
export function injects(proxies: string, service: string, wanted: readonly RouteFault[]): Expectation {
  return {
    what: `faults of requests to ${service} are ${textOf(wanted)}`,
    proxies,
    missing: (configuration) => {
      const found = routesTo(configuration, service).map(faultOf);
      const isSame =
        found.length === wanted.length &&
        wanted.every(
          ({ requests, fault }, index) =>
            found[index]!.fault === fault && (requests === undefined || found[index]!.requests === requests),
        );
      return isSame ? undefined : `they are ${textOf(found)}`;
    },
  };
}

const textOf = (faults: readonly RouteFault[]) =>
  faults.map(({ requests, fault }) => (requests === undefined ? fault : `${requests}: ${fault}`)).join('; then ') ||
  'on no route';

const matchSchema = z.object({
  path: z.string().optional(),
  headers: z
    .array(z.object({ name: z.string(), string_match: z.object({ exact: z.string().optional() }).optional() }))
    .default([]),
});

// Envoy leaves out what is the first value of its kind.
const percentageSchema = z
  .object({
    numerator: z.number().default(0),
    denominator: z.enum(['HUNDRED', 'TEN_THOUSAND', 'MILLION']).default('HUNDRED'),
  })
  .transform(
    ({ numerator, denominator }) => numerator / { HUNDRED: 1, TEN_THOUSAND: 100, MILLION: 10_000 }[denominator],
  );

const routeSchema = z.object({
  typed_per_filter_config: z
    .object({
      'envoy.filters.http.fault': z
        .object({
          delay: z.object({ fixed_delay: z.string(), percentage: percentageSchema }).optional(),
          abort: z.object({ http_status: z.number(), percentage: percentageSchema }).optional(),
        })
        .optional(),
    })
    .default({}),
});

function faultOf({ match, raw }: ProxyRoute): Required<RouteFault> {
  const { delay, abort } = routeSchema.parse(raw).typed_per_filter_config['envoy.filters.http.fault'] ?? {};
  const faults = [
    ...(delay === undefined ? [] : [delayOf(Number(delay.fixed_delay.replace(/s$/, '')), delay.percentage)]),
    ...(abort === undefined ? [] : [abortOf(abort.http_status, abort.percentage)]),
  ];
  return { requests: requestsOf(match), fault: faults.join(' and ') || noFault };
}

function requestsOf(match: unknown): string {
  const { path, headers } = matchSchema.parse(match);
  const parts = [
    ...(path === undefined ? [] : [`path ${path}`]),
    ...headers.map(({ name, string_match }) => `${name}: ${string_match?.exact ?? '...'}`),
  ];
  return parts.join(' and ') || everyRequest;
}

/** Settings of a lab on faults: the client's proxy has these on the routes to a service. */
export const faultSettings =
  (service: string) =>
  (name: string, title: string, change: Setting['change'], routes: readonly RouteFault[]): Setting => ({
    name,
    title,
    change,
    replicas: {},
    expectations: [injects('client', service, routes)],
  });
