import { createPublicKey, verify } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { ProxyConfiguration } from '../../envoy/configuration.ts';
import { readRules, scenarioFolder } from '../../runner/scenario.ts';
import { authorization } from './authorization.ts';
import { atCaller, atToken, policiesName } from './rules.ts';
import { forgedTokenFor, tokenFor } from './tokens.ts';

const decoded = (part: string): unknown => JSON.parse(Buffer.from(part, 'base64url').toString());

const payloadSchema = z.object({ iss: z.string(), aud: z.string(), exp: z.number(), role: z.string().optional() });

const tokenRulesSchema = z.object({
  jwtRules: z.array(z.object({ issuer: z.string(), audiences: z.array(z.string()), jwks: z.string() })).length(1),
});

const secondsAt = (iso: string) => Date.parse(iso) / 1000;

const filter = (text: object): ProxyConfiguration => ({
  clusters: [],
  virtualHosts: [],
  listeners: [
    {
      name: 'virtualInbound',
      direction: 'INBOUND',
      routeConfigurations: [],
      takes: [],
      httpFilters: [{ name: 'envoy.filters.http.rbac', config: text }],
      tracing: [],
      logsRequests: true,
    },
  ],
});

const instead = (named: Parameters<typeof policiesName>[1], texts: string[]) =>
  policiesName('machine-learning-v1', named).missing(filter({ texts }), () => []);

describe('rules and tokens', async () => {
  const folder = scenarioFolder(authorization.scenario);
  const rules = await readRules(folder);
  const { jwtRules } = tokenRulesSchema.parse(rules.find(({ kind }) => kind === 'RequestAuthentication')!.spec);
  const [jwtRule] = jwtRules;
  const [jwk] = JSON.parse(jwtRule!.jwks).keys;
  const key = createPublicKey({ key: jwk, format: 'jwk' });

  function read(token: string) {
    const [header, payload, signature] = token.trim().split('.') as [string, string, string];
    const text = Buffer.from(`${header}.${payload}`);
    expect(decoded(header)).toMatchObject({ alg: jwk.alg, kid: jwk.kid });
    const { iss, aud, ...rest } = payloadSchema.parse(decoded(payload));
    expect([iss, aud]).toEqual([jwtRule!.issuer, jwtRule!.audiences[0]]);
    const isProved = verify('sha256', text, { key, dsaEncoding: 'ieee-p1363' }, Buffer.from(signature, 'base64url'));
    return { isProved, ...rest };
  }

  test("the lab's tokens are proved by the scenario's key, forged ones are not", () => {
    const claims = { issuedAt: 0, expires: 100, role: 'forecaster' };
    expect(read(tokenFor(claims))).toEqual({ isProved: true, exp: 100, role: 'forecaster' });
    expect(read(tokenFor({ issuedAt: 0, expires: 100 }))).toEqual({ isProved: true, exp: 100 });
    expect(read(forgedTokenFor(claims))).toMatchObject({ isProved: false, role: 'forecaster' });
  });

  test('the tokens that lie ready are what their names say', () => {
    const found = Object.fromEntries(
      readdirSync(join(folder, 'tokens')).map((name) => [
        name,
        read(readFileSync(join(folder, 'tokens', name), 'utf8')),
      ]),
    );
    const lasting = secondsAt('2100-01-01T00:00:00Z');
    expect(found).toEqual({
      'expired.jwt': { isProved: true, exp: secondsAt('2020-01-01T01:00:00Z'), role: 'forecaster' },
      'forecaster.jwt': { isProved: true, exp: lasting, role: 'forecaster' },
      'forged.jwt': { isProved: false, exp: lasting, role: 'forecaster' },
      'without-role.jwt': { isProved: true, exp: lasting },
    });
  });

  test('every setting fits the rules and changes something', () => {
    for (const { change } of authorization.controls) expect(change(rules)).not.toEqual(rules);
    expect(authorization.rule.change(rules)).toEqual(rules);
  });

  test('what the policies must name stands in the filter, or does not', () => {
    expect(instead(atCaller, [...atCaller.names])).toBeUndefined();
    expect(instead(atCaller, ['GET'])).toContain('it does not name spiffe://cluster.local/ns/weather/sa/message-queue');
    expect(instead({ names: [], not: ['forecaster'] }, [...atToken.names])).toBe('it names forecaster');
  });
});
