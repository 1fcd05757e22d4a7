import type { Exercise, Lab, Place, Values } from '@weather/labs';

interface Sheet {
  student: string;
  lab: Lab;
  exercise: Exercise;
  parameters: Values;
  /** The folder with sheet, exercise and rules, as the student will have it. */
  folder: string;
}

/** What a student is given to read, in Markdown. */
export const sheetOf = (sheet: Sheet): string =>
  [head(sheet), numbers(sheet), blanks(sheet), mistake, run(sheet), handIn(sheet)].join('\n\n') + '\n';

const head = ({ student, lab }: Sheet) => `# ${lab.title}

For ${student}. Lab \`${lab.name}\` (${lab.row}).

**Question.** ${lab.question}

**Where it comes from.** ${lab.source.where}: ${lab.source.setUp}. It saw: ${lab.source.saw}.${
  lab.since.length === 0 ? '' : `\n\n**Since then.** ${lab.since.join(' ')}`
}`;

function numbers({ exercise, parameters }: Sheet): string {
  const rows = Object.entries(exercise.parameters).map(
    ([name, { says, usual }]) => `| ${says} | **${parameters[name]}** | ${usual} |`,
  );
  if (rows.length === 0) return '## Your numbers\n\nThis lab has none: everybody has the same rule to write.';
  return ['## Your numbers', '', '| | Yours | Usual |', '| --- | ---: | ---: |', ...rows].join('\n');
}

const blanks = ({ exercise }: Sheet) => `## Fill in the blanks

The rules are in \`rules/\`. In place of each \`___\` belongs:

${exercise.blanks.map((blank) => `- ${blank.says} (${placeOf(blank)})`).join('\n')}`;

const placeOf = ({ folder, kind, name, path }: Place) =>
  `${folder === undefined ? '' : `in \`rules/${folder}\`: `}${kind} \`${name}\`, \`${path.join('.')}\``;

const mistake = `## Find the mistake

Besides the blanks, one thing in these rules is wrong, and it was put there on purpose. Run the lab, read what it says under *Likely cause*, prove it with the command that stands there, and set it right.`;

const run = ({ lab, folder }: Sheet) => `## Run it

The system has to be deployed (\`pnpm cluster up\`). Put your folder \`${folder.split('/')[0]}\` into that of weather-mesh, and there type:

\`\`\`sh
npx --yes pnpm lab run ${lab.name} --exercise ${folder}/exercise.json --rules ${folder}/rules --out ${folder}/report
\`\`\`

Run it as often as you like. It is done when the verdict is *reproduced*. \`report/index.html\` shows the run.`;

const handIn = ({ lab }: Sheet) => `## Hand in

1. \`report/${lab.name}.json\`, as the run wrote it. It is sealed: after any change it is not accepted any more.
2. Three sentences: what the planted mistake was; which finding led you to it; which check would have gone through although the rule was wrong, if there is one.`;
