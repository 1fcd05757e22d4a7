import { duration } from '../number-format.ts';
import type { Report } from '../report-schema.ts';
import { secondsTaken } from '../summaries.ts';
import { type Content, type Markup, html } from './markup.ts';
import { type Level, part } from './heading.ts';
import { rawCounts } from './raw-counts.ts';

/** All that it takes to do the run again: settings, versions, manifests; and what it counted. */
export const setUpPart = (report: Report, level: Level): Markup =>
  part(
    level,
    'How it was done',
    [
      factList(facts(report)),
      report.notes.length === 0
        ? undefined
        : html`<ul class="notes">
            ${report.notes.map((note) => html`<li>${note}</li>`)}
          </ul>`,
      folded(`Manifests (${report.manifests.length})`, report.manifests.map(manifest)),
      folded('Images', factList(Object.entries(report.facts.images))),
      folded('Raw counts', rawCounts(report)),
    ],
    'set-up',
  );

const factList = (named: readonly [name: string, value: string][]) =>
  html`<dl class="facts">
    ${named.map(
      ([name, value]) =>
        html`<div>
          <dt>${name}</dt>
          <dd>${value}</dd>
        </div>`,
    )}
  </dl>`;

const folded = (summary: string, content: Content) =>
  html`<details>
    <summary>${summary}</summary>
    ${content}
  </details>`;

const manifest = ({ object, yaml }: Report['manifests'][number]) =>
  html`<p class="object">${object}</p>
    <pre><code>${yaml}</code></pre>`;

function facts(report: Report): [name: string, value: string][] {
  const { lab, versions, facts: mesh } = report;
  const concurrency = lab.client.proxyConcurrency;
  const workers =
    concurrency === undefined ? 'Istio’s default' : `${concurrency} worker${concurrency === 1 ? '' : 's'}`;
  return [
    ['Rule', `${report.setting.title} (${rulesOf(report)})`],
    ['Client’s proxy', `${workers}: ${lab.client.why}`],
    ['When', `${minute(report.started)}, took ${duration(secondsTaken(report) * 1000)}`],
    ['Seed', String(report.seed)],
    ['Versions', versionsInWords(report)],
    ['Where', `${mesh.place}, ${mesh.platform}, weather-mesh ${versions.product}`],
  ];
}

/** Whoever has rules of their own is not led to the right ones. */
const rulesOf = ({ setting, lab }: Report) =>
  setting.ownRules === true ? 'rules of one’s own' : `istio/scenarios/${lab.scenario}`;

/** Such as `Istio 1.31.0, Envoy 1.39.0, k6 v2.2.0, Node v24.1.0, labs 0.1.0`. */
function versionsInWords({ facts: mesh, versions }: Report): string {
  const optional = [['Envoy', versions.envoy]].flatMap(([name, version]) =>
    version === undefined ? [] : `${name} ${version}`,
  );
  return [`Istio ${mesh.istio}`, ...optional, ...versions.load, `Node ${versions.node}`, `labs ${versions.labs}`].join(
    ', ',
  );
}

/** `2026-11-21 16:02 UTC` */
export const minute = (iso: string) => `${new Date(iso).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
