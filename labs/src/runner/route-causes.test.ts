import { expect, test } from 'vitest';
import { accessLines } from '../../test/access-lines.ts';
import type { Phase } from '../bench/evidence.ts';
import { headerRouting } from '../catalog/header-routing/header-routing.ts';
import type { RequestPlan } from '../load/plan.ts';
import type { MeshObject } from '../mesh/mesh.ts';
import type { Circumstances } from './cause.ts';
import { hashOfNothing, headerNotPassedOn, noSuchCluster, routeBehindOneForAll } from './route-causes.ts';
import { readRules, scenarioFolder } from './scenario.ts';

const client = { name: 'lab-client-client', workload: 'lab-client' };
const objects = await readRules(scenarioFolder(headerRouting.scenario));
const control = (name: string) => headerRouting.controls.find((one) => one.name === name)!.change(objects);
const given = (some: MeshObject[]) => ({ objects: some }) as unknown as Circumstances;

test('a route behind one for all is named', () => {
  expect(routeBehindOneForAll(given(objects), [])).toEqual([]);
  expect(routeBehindOneForAll(given(control('no-rule')), [])).toEqual([]);
  expect(routeBehindOneForAll(given(control('swapped')), [])).toMatchObject([
    { layer: 'route order', evidence: 'behind the one for all: jason' },
  ]);
});

test('a header that ends at the first hop is named', () => {
  expect(headerNotPassedOn(given(objects), [])).toEqual([]);
  expect(headerNotPassedOn(given(control('not-passed-on')), [])).toMatchObject([
    { layer: 'header', evidence: 'match on x-user' },
  ]);
});

const flagged = (flags: string) =>
  [{ proxies: [{ side: 'client', replica: client, log: accessLines(7, { flags }) }] }] as unknown as Phase[];

test('requests that found no cluster are counted', () => {
  expect(noSuchCluster(given([]), flagged(''))).toEqual([]);
  expect(noSuchCluster(given([]), flagged('UH'))).toEqual([]);
  expect(noSuchCluster(given([]), flagged('NC'))).toMatchObject([
    { layer: 'subset', evidence: expect.stringMatching(/^7 requests .* lab-client-client$/) },
  ]);
});

const planned = (plan: Partial<RequestPlan>) => [{ load: { plan: { tool: 'k6', headers: {}, ...plan } } }] as Phase[];

test('a hash of a header that no request has is named', () => {
  const raw = { route: { hash_policy: [{ header: { header_name: 'x-station' } }] } };
  const circumstances = {
    lab: { involves: { services: ['machine-learning-v1'] } },
    proxies: [
      { replica: client, configuration: { virtualHosts: [{ domains: ['machine-learning-v1'], routes: [{ raw }] }] } },
    ],
  } as unknown as Circumstances;
  expect(hashOfNothing(circumstances, planned({ headers: { 'X-Station': 'a' } }))).toEqual([]);
  expect(hashOfNothing(circumstances, [])).toEqual([]);
  expect(hashOfNothing(circumstances, planned({ variants: [{ headers: { 'ce-partitionkey': 'a' } }] }))).toMatchObject([
    { layer: 'hash key', evidence: 'headers of the requests: ce-partitionkey' },
  ]);
});
