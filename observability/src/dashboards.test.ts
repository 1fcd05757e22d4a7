import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { isMeshMetric, istioLabels } from './mesh-metrics.ts';
import { metricNames } from './metric-names.ts';
import { allQueries, dashboards, recordedNames } from './queries.ts';

const root = join(import.meta.dirname, '..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');

const datasourcesSchema = z.strictObject({
  apiVersion: z.literal(1),
  datasources: z.array(z.looseObject({ uid: z.string(), type: z.string(), url: z.url() })),
});

test('there are four dashboards, each with an id of its own', () => {
  expect(dashboards().map(({ file, uid }) => [file, uid])).toEqual(
    ['event-log', 'mesh', 'models', 'overview'].map((name) => [`grafana/dashboards/${name}.json`, `weather-${name}`]),
  );
});

test.each(dashboards())('$title: panels have ids, places and queries of their own', ({ panels, file }) => {
  expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
  const charts = panels.filter((panel) => panel.type !== 'row');
  const taken = charts.flatMap(({ gridPos: { x, y, w, h } }) =>
    Array.from({ length: w * h }, (_, cell) => `${x + (cell % w)} ${y + Math.floor(cell / w)}`),
  );
  expect(new Set(taken).size).toBe(taken.length);
  for (const { targets } of charts) {
    expect(new Set(targets.map(({ refId }) => refId)).size).toBe(targets.length);
    expect(new Set(targets.map(({ expr }) => expr)).size).toBe(targets.length);
  }
  expect(new Set(charts.map(({ title }) => title)).size).toBeGreaterThan(charts.length - 2);
  expect(read(file)).not.toMatch(/https?:|localhost/);
});

test('every dashboard asks the data source that is chosen, which at first is the one that is provisioned', () => {
  const { datasources } = datasourcesSchema.parse(parse(read('grafana/provisioning/datasources/prometheus.yml')));
  for (const { templating } of dashboards()) {
    expect(templating.list).toMatchObject([
      { name: 'datasource', type: 'datasource', query: 'prometheus', current: { value: datasources[0]!.uid } },
    ]);
  }
});

test('what is read of the mesh is what Istio and Envoy document', () => {
  const meshQueries = allQueries().filter(({ expression }) => /\b(istio|envoy|pilot)_/.test(expression));
  expect(meshQueries.length).toBeGreaterThan(20);
  const names = new Set(meshQueries.flatMap(({ expression }) => [...metricNames(expression)]));
  const unknown = [...names].filter((name) => !isMeshMetric(name) && !recordedNames().has(name));
  expect(unknown).toEqual([]);
  const selectors = meshQueries.flatMap(({ expression }) => [...expression.matchAll(/\bistio_\w+\{([^}]*)\}/g)]);
  const labels = selectors.flatMap(([, text]) => [...text!.matchAll(/(\w+)\s*[=!]/g)].map(([, label]) => label!));
  expect(labels.filter((label) => !istioLabels.has(label))).toEqual([]);
});

test('what is read of recording rules is recorded', () => {
  const recorded = recordedNames();
  const names = allQueries().flatMap(({ expression }) => [...metricNames(expression)]);
  expect(names.filter((name) => name.includes(':') && !recorded.has(name))).toEqual([]);
});
