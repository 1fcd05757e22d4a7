import { amount, duration } from '../number-format.ts';
import type { Report } from '../report-schema.ts';
import { type Markup, html } from './markup.ts';
import { type Level, part } from './heading.ts';
import { tableMarkup } from './table.ts';

/** How long each change took until the proxies that decide had it. */
export function livePart({ propagation, attempts }: Report, level: Level): Markup {
  const all = [...propagation, ...attempts.flatMap((attempt) => attempt.propagation)];
  if (all.length === 0) return part(level, 'Live before load', html`<p>No change of the mesh was seen in a proxy.</p>`);
  const rows = [...Map.groupBy(all, ({ what }) => what)].map(([what, seen]) => [
    what,
    amount(seen.length),
    duration(seen.reduce((slowest, { ms }) => Math.max(slowest, ms), 0)),
  ]);
  return part(
    level,
    'Live before load',
    html`<p>Load began only when the proxies that decide had the configuration.</p>
      ${tableMarkup({ caption: 'From a change to its being seen in the last proxy', columns: ['Change', 'Proxies', 'Took'], rows }, 'live')}`,
  );
}
