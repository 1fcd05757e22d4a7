import { labNamed, solutionOf } from '@weather/labs';
import { stringify } from 'yaml';
import type { Assignment } from '../class/class-file.ts';

/** All solutions, in Markdown, for the teacher alone. */
export async function keyOf(assignments: readonly Assignment[]): Promise<string> {
  const parts: string[] = [];
  for (const [name, own] of Map.groupBy(assignments, ({ lab }) => lab)) parts.push(await labPart(name, own));
  return `# Key\n\nFor the teacher alone.\n\n${parts.join('\n\n')}\n`;
}

async function labPart(name: string, assignments: readonly Assignment[]): Promise<string> {
  const lab = labNamed(name);
  const { blanks } = lab.exercise!;
  const columns = ['Student', 'Folder', 'Seed', ...blanks.map(({ says }) => says), 'Planted mistake'];
  const rows: string[][] = [];
  for (const { student, folder, seed, parameters, fault } of assignments) {
    const solution = await solutionOf(lab, parameters);
    // As YAML, since some values want quotes.
    const filledIn = blanks.map((blank) => `\`${stringify(solution(blank)).trim()}\``);
    rows.push([student, folder, String(seed), ...filledIn, fault]);
  }
  return [
    `## ${lab.title} (\`${name}\`)`,
    '',
    ...[columns, columns.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`),
  ].join('\n');
}
