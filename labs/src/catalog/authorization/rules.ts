import type { Expectation } from '../../bench/expectation.ts';
import { filterHas, hasFilter } from '../expectations.ts';
import { accounts, byCaller, byToken } from './asked.ts';
import { issuer } from './tokens.ts';

const rbac = 'envoy.filters.http.rbac';

/** What the policies at one service name, and what they do not. */
interface Named {
  names: readonly string[];
  not?: readonly string[];
}

/** The texts stand in the filter that Istio makes of the policies for a pod. */
export const policiesName = (service: string, { names, not = [] }: Named): Expectation =>
  filterHas(
    service,
    { filter: rbac, direction: 'INBOUND' },
    `names ${names.join(', ')}${not.length === 0 ? '' : `, and not ${not.join(', ')}`}`,
    (config) => {
      const text = JSON.stringify(config);
      const missing = names.filter((name) => !text.includes(`"${name}"`));
      const added = not.filter((name) => text.includes(`"${name}"`));
      if (missing.length > 0) return `it does not name ${missing.join(', ')}`;
      return added.length > 0 ? `it names ${added.join(', ')}` : undefined;
    },
  );

export const noPolicy = (service: string): Expectation => hasFilter(service, rbac, false);

const tokenFilter = 'envoy.filters.http.jwt_authn';
export const readsTokens = hasFilter(byToken, tokenFilter, true);
export const readsNoTokens = hasFilter(byToken, tokenFilter, false);

const spiffe = (account: string, namespace = 'weather') => `spiffe://cluster.local/ns/${namespace}/sa/${account}`;

const reader = accounts.reader!;
const pusher = spiffe(accounts.pusher!);

export const atCaller: Named = { names: [pusher, spiffe(reader), 'GET'] };
export const atCallerWith = (namespace: string): Named => ({
  names: [spiffe(reader, namespace)],
  not: [spiffe(reader)],
});
export const atCallerWithoutMethod: Named = { names: [spiffe(reader)], not: ['GET'] };
export const atToken: Named = { names: [pusher, issuer, 'forecaster'] };
export const atTokenWithoutClaim: Named = { names: [issuer], not: ['forecaster'] };

export const lives = (caller: Named, token: Named = atToken): Expectation[] => [
  policiesName(byCaller, caller),
  policiesName(byToken, token),
  readsTokens,
];
