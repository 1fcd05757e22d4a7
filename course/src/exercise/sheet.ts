import type { Exercise, Lab, Place, Values } from '@weather/labs';
import { fileNameOf } from './handout.ts';
import { referencesFor } from './references.ts';

interface Sheet {
  student: string;
  lab: Lab;
  exercise: Exercise;
  parameters: Values;
  /** The folder with sheet, exercise and rules, as the student will have it. */
  folder: string;
}

/** What a student is given to read, in Markdown: the lab asks, and tells of itself, with the student's numbers. */
export function sheetOf(given: Sheet): string {
  const sheet = { ...given, lab: given.exercise.under(given.parameters) };
  const parts = [head(sheet), numbers(sheet), blanks(sheet), mistake, run(sheet), handIn(sheet), ...background(sheet)];
  return `${parts.join('\n\n')}\n`;
}

const head = ({ student, lab }: Sheet) => `# ${lab.title}

For ${student}. Lab \`${lab.name}\` (${lab.row}).

**Question.** ${lab.question}

**Where it comes from.** ${lab.source.where}: ${lab.source.setUp}. The source saw: ${lab.source.saw}.`;

function numbers({ exercise, parameters }: Sheet): string {
  if (Object.keys(exercise.parameters).length === 0)
    return '## Your numbers\n\nThis lab has none: everybody has the same rule to write.';
  const rows = Object.entries(exercise.parameters).map(
    ([name, { says, usual }]) => `| ${says} | **${parameters[name]}** | ${usual} |`,
  );
  return ['## Your numbers', '', '| | Yours | Usual |', '| --- | ---: | ---: |', ...rows].join('\n');
}

const blanks = ({ exercise }: Sheet) => `## Fill in the blanks

In place of each \`___\` in \`rules/\` belongs (a number in a path is a place in a list, and 0 the first):

${exercise.blanks.map((blank) => `- ${blank.says} (${placeOf(blank)})`).join('\n')}

What may stand there these pages say, and \`kubectl explain KIND --recursive\`:

${referencesFor(exercise.blanks).join('\n')}`;

const placeOf = ({ folder, kind, name, path }: Place) =>
  `\`rules/${folder === undefined ? '' : `${folder}/`}${fileNameOf(kind, name)}\`, \`${path.join('.')}\``;

const mistake = `## Find the mistake

Besides the blanks, one thing in these rules is wrong, and it was put there on purpose. Run the lab, read what it says under *Likely cause*, prove it with the command that stands there, and set it right. A rule that never becomes live, so that nothing is sent, can be what the mistake does, too.`;

const run = ({ lab, folder }: Sheet) => `## Run it

The system has to be deployed, from the same commit of weather-mesh as your teacher's: its \`README.md\` says how, under *On minikube with Istio*. Put your folder \`${folder.split('/')[0]}\` into that of weather-mesh, and there type:

\`\`\`sh
npx --yes pnpm lab run ${lab.name} --exercise ${folder}/exercise.json --rules ${folder}/rules --out ${folder}/report
\`\`\`

It takes a minute or two, and twice that where a check fails; the first time longer, since images are fetched. Run it as often as you like. It is done when the verdict is *reproduced*. \`report/index.html\` shows the run. Where it says \`pnpm x\`, type \`npx --yes pnpm x\`.`;

const handIn = ({ lab, folder }: Sheet) => `## Hand in

Two files:

1. \`${handedInName(folder)}.json\`, a copy of \`report/${lab.name}.json\` as the run wrote it. It is sealed: after any change of what is in it, it is not accepted any more. Another name is no change.
2. \`${handedInName(folder)}.md\` with three sentences: what the planted mistake was; how the run noticed it, by a check that failed or by a rule that never showed in a proxy; what a user would have noticed without the lab.`;

/** `ada-lovelace-canary`: all of a class's files can lie in one folder. */
export const handedInName = (folder: string) => folder.replace('/', '-');

/** What changed since the source; without what would give one of the lab's mistakes away, and the names of other labs. */
function background({ lab, exercise }: Sheet): string[] {
  const telling = exercise.faults.flatMap(({ toldBy }) => toldBy ?? []);
  const told = lab.since.filter((text) => !telling.some((beginning) => text.startsWith(beginning)));
  return told.length === 0 ? [] : [`## Background\n\n${told.join(' ').replaceAll(/ \((?:lab|control) [\w-]+\)/g, '')}`];
}
