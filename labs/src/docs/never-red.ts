import type { Lab } from '../catalog/lab.ts';
import type { Result, Results } from '../report/results-schema.ts';
import { plain, table } from './markdown-table.ts';

/** The section on laws of which no run under a wrong setting has shown that they can fail: none of them decided one. */
export function neverRedSection(labs: readonly Lab[], results: Results): string[] {
  const rows = labs.flatMap((lab) =>
    neverRed(lab, results).map(({ id, claim, against }) => [
      lab.name,
      `\`${id}\``,
      plain(claim),
      against === undefined ? '' : plain(against.setting),
    ]),
  );
  const about =
    'Under the settings above they held, or could not be judged: most guard what the rule must not harm, and a wrong one does not harm it either. So no run on a cluster shows that they can fail. Unit tests do, on made-up traffic (beside each lab in `labs/src/catalog`), as they do of all others.';
  return [
    '## Laws that no wrong setting here has turned red',
    '',
    ...(rows.length === 0 ? ['None.'] : [about, '', ...table(['Lab', 'Law', 'It says', 'It would catch'], rows)]),
  ];
}

/** Laws of a lab's last run under its rule that are not among those that decided a run under one of its wrong settings. */
function neverRed(lab: Lab, { runs }: Results): Result['laws'] {
  const own = runs.filter((run) => run.lab === lab.name);
  const wrong = new Set(lab.controls.map(({ name }) => name));
  const red = new Set(
    own
      .filter(({ setting, outcome }) => wrong.has(setting.name) && outcome === 'not reproduced')
      .flatMap(({ deciding }) => deciding.map(({ id }) => id)),
  );
  const laws = own.find(({ setting }) => setting.name === lab.rule.name)?.laws ?? [];
  return laws.filter(({ id }) => !red.has(id));
}
