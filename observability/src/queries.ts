import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';

const root = join(import.meta.dirname, '..');

const targetSchema = z.looseObject({ refId: z.string(), expr: z.string().min(1), legendFormat: z.string() });

const rowSchema = z.looseObject({ id: z.int(), type: z.literal('row'), title: z.string().min(1) });

const gridSchema = z.strictObject({ x: z.int(), y: z.int(), w: z.int().max(24), h: z.int() });

const datasourceSchema = z.strictObject({ type: z.literal('prometheus'), uid: z.literal('${datasource}') });

const chartSchema = z.looseObject({
  id: z.int(),
  type: z.enum(['timeseries', 'stat', 'table']),
  title: z.string().min(1),
  description: z.string(),
  datasource: datasourceSchema,
  gridPos: gridSchema,
  fieldConfig: z.looseObject({
    defaults: z.looseObject({
      unit: z.string().min(1),
      thresholds: z.looseObject({ steps: z.array(z.unknown()).min(1) }),
    }),
  }),
  targets: z.array(targetSchema.extend({ datasource: datasourceSchema })).min(1),
});

const dashboardSchema = z.looseObject({
  uid: z.string().regex(/^weather-[a-z-]+$/),
  title: z.string().min(1),
  description: z.string().min(1),
  tags: z.array(z.string()),
  schemaVersion: z.int(),
  templating: z.looseObject({
    list: z.array(z.looseObject({ name: z.string(), type: z.string(), query: z.string() })),
  }),
  panels: z.array(z.discriminatedUnion('type', [rowSchema, chartSchema])),
});

const ruleSchema = z.looseObject({ record: z.string().optional(), alert: z.string().optional(), expr: z.string() });
const rulesSchema = z.strictObject({
  groups: z.array(z.strictObject({ name: z.string(), rules: z.array(ruleSchema) })),
});

export type Dashboard = z.infer<typeof dashboardSchema> & { file: string };

/** A PromQL expression that somebody looks at or is woken by, and where it stands. */
export type Query = { kind: 'panel' | 'record' | 'alert'; where: string; expression: string };

/** Grafana's dashboards, held against what they must have. */
export function dashboards(): Dashboard[] {
  return globSync('grafana/dashboards/*.json', { cwd: root })
    .toSorted()
    .map((file) => ({ file, ...dashboardSchema.parse(JSON.parse(readFileSync(join(root, file), 'utf8'))) }));
}

function rules() {
  return globSync('prometheus/rules/*.yml', { cwd: root })
    .toSorted()
    .flatMap((file) => rulesSchema.parse(parse(readFileSync(join(root, file), 'utf8'))).groups)
    .flatMap((group) => group.rules);
}

/** What recording rules are called: metrics that Prometheus makes itself. */
export function recordedNames(): Set<string> {
  return new Set(rules().flatMap(({ record }) => record ?? []));
}

/** Every query of every panel and rule. Grafana's variables have the value that they have at a scrape every 10 s. */
export function allQueries(): Query[] {
  const ofPanels = dashboards().flatMap(({ title, panels }) =>
    panels
      .filter((panel) => panel.type !== 'row')
      .flatMap((panel) =>
        panel.targets.map(({ expr, refId }) => ({
          kind: 'panel' as const,
          where: `${title} / ${panel.title} / ${refId}`,
          expression: expr.replaceAll('$__rate_interval', '1m'),
        })),
      ),
  );
  const ofRules = rules().map(({ record, alert, expr }) => ({
    kind: record === undefined ? ('alert' as const) : ('record' as const),
    where: record ?? alert ?? '',
    expression: expr,
  }));
  return [...ofPanels, ...ofRules];
}
