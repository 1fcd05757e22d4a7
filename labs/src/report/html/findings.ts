import type { Report } from '../report-schema.ts';
import { type Markup, html } from './markup.ts';
import { type Level, part } from './heading.ts';

/** The layers of the mesh that are likely to be the cause, each with the command that proves it. */
export const findingsPart = ({ findings }: Report, level: Level): Markup | undefined =>
  findings.length === 0
    ? undefined
    : part(
        level,
        'Likely cause',
        html`<ol class="findings">
          ${findings.map(
            ({ layer, says, evidence, command }) =>
              html` <li>
                <p><b class="layer">${layer}</b> ${says}</p>
                <p class="muted">Seen: ${evidence}</p>
                <p class="proof">To prove it:</p>
                <pre><code>${command}</code></pre>
              </li>`,
          )}
        </ol>`,
      );
