import { labNamed, readRules, scenarioFolder, solved, valueAt } from '@weather/labs';
import type { Assignment } from '../class/class-file.ts';

/** All solutions, in Markdown, for the teacher alone. */
export async function keyOf(assignments: readonly Assignment[]): Promise<string> {
  const parts: string[] = [];
  for (const [name, own] of Map.groupBy(assignments, ({ lab }) => lab)) parts.push(await labPart(name, own));
  return `# Key\n\nFor the teacher alone.\n\n${parts.join('\n\n')}\n`;
}

async function labPart(name: string, assignments: readonly Assignment[]): Promise<string> {
  const { title, scenario, exercise } = labNamed(name);
  const { blanks } = exercise!;
  const rules = await readRules(scenarioFolder(scenario));
  const columns = ['Student', 'Seed', ...blanks.map(({ says }) => says), 'Planted mistake'];
  const rows = assignments.map(({ student, seed, parameters, fault }) => {
    const solution = solved(exercise!, parameters, rules);
    return [student, String(seed), ...blanks.map((blank) => String(valueAt(solution, blank))), fault];
  });
  return [
    `## ${title} (\`${name}\`)`,
    '',
    ...[columns, columns.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`),
  ].join('\n');
}
