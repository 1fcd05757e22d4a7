import { join } from 'node:path';
import { type Exercise, type Lab, labNamed, labs } from '@weather/labs';
import type { Hint } from './hints/hint.ts';
import { hints } from './hints/index.ts';

export const documentPath = join(import.meta.dirname, '../../docs/course.md');

/** What students get and what they may have misunderstood, as a page of the documentation. */
export const courseDocument = (): string => `# Exercises and hints

Written by \`pnpm docs:course\` from the labs' catalog and the hints in \`course/src/hints\`. How to use them: [course](../course/README.md).

## Exercises

Each student gets other numbers than the lab's own, drawn from these ranges, and one of the lab's planted mistakes, which are dealt out in turn over the class. Of a lab without numbers there are so as many different exercises as mistakes.

${tableOf(
  ['Lab', 'Numbers', 'To be filled in', 'Mistakes'],
  labs.flatMap((lab) => (lab.exercise === undefined ? [] : [exerciseRow(lab, lab.exercise)])),
)}

## Hints

Common misconceptions, each with what shows it: a check that fails, or a layer of the mesh in which a run finds a likely cause. \`pnpm course check\` says the hint.

${tableOf(['Lab', 'Shown by', 'Somebody may believe', 'What helps'], hints.map(hintRow))}
`;

const exerciseRow = ({ title, name }: Lab, { parameters, blanks, faults }: Exercise) => [
  `${title} (\`${name}\`)`,
  Object.values(parameters)
    .map(({ says, from, to, usual }) => `${says}: ${from} to ${to}, not ${usual}`)
    .join('; ') || '–',
  blanks.map(({ says }) => says).join('; '),
  String(faults.length),
];

const hintRow = ({ lab, detectedBy, belief, says }: Hint) => [
  lab === 'any' ? 'any' : labNamed(lab).title,
  'check' in detectedBy ? `check \`${detectedBy.check}\`` : `finding: ${detectedBy.layer}`,
  belief,
  says,
];

const tableOf = (columns: readonly string[], rows: readonly (readonly string[])[]) =>
  [columns, columns.map(() => '---'), ...rows]
    .map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`)
    .join('\n');
