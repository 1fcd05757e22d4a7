import type { Lab } from '../catalog/lab.ts';
import { onlyWhile, rarely } from '../report/error-rates.ts';
import { type Catch, catchOf } from '../report/outcome-words.ts';
import type { Result, Results } from '../report/results-schema.ts';
import { plain, table } from './markdown-table.ts';
import { neverRedSection } from './never-red.ts';

/** docs/labs.md: what each lab asks and how it judges, with what came of its last run and of its controls. */
export function labsMarkdown(labs: readonly Lab[], results: Results): string {
  const { runs } = results;
  const runOf = (lab: Lab, setting: string) => runs.find((run) => run.lab === lab.name && run.setting.name === setting);
  const rules = labs.flatMap((lab) => runOf(lab, lab.rule.name) ?? []);
  const controls = labs.flatMap((lab) =>
    lab.controls.flatMap(({ name }) => {
      const run = runOf(lab, name);
      return run === undefined ? [] : [{ run, meant: lab.caughtBy[name] ?? [] }];
    }),
  );
  return [
    '# The labs, and what came of them',
    '',
    'Written by `pnpm docs:labs` from the catalog (`labs/src/catalog`) and from runs on a real cluster (`docs/lab-results.json`); do not edit. How a verdict is made: [labs](../labs/README.md). A whole report, as a run writes it: [lab-report.html](lab-report.html).',
    '',
    ...whereAndWhen([...rules, ...controls.map(({ run }) => run)]),
    '',
    ...table(
      ['', 'Lab', 'Source', 'Question', 'Laws and tests', 'Would catch', 'Last run', 'Wrong settings caught'],
      labs.map((lab) =>
        rowOf(
          lab,
          runOf(lab, lab.rule.name),
          controls.filter(({ run }) => run.lab === lab.name),
        ),
      ),
    ),
    '',
    '“Would catch” is the least chance, over both attempts, that the laws catch the wrong settings which they name. Exact laws have no false alarms, where they rest on time as long as it says there; the others have α = 0.0001 each, and decide only when they fail twice.',
    '',
    '## Wrong settings',
    '',
    'Each lab was also run under settings that are wrong on purpose. Every one has to come out *not reproduced*, by a check that is meant to catch it: a check that cannot fail would prove nothing.',
    '',
    ...controlsTable(controls),
    '',
    ...neverRedSection(labs, results),
    '',
  ].join('\n');
}

interface ControlRun {
  run: Result;
  /** Ids of the checks that are to catch it. */
  meant: readonly string[];
}

const caughtIn = ({ run: { outcome, deciding }, meant }: ControlRun): Catch =>
  catchOf({ outcome, deciding: deciding.map(({ id }) => id) }, meant);

const cameOut = (control: ControlRun): string => {
  const caught = caughtIn(control);
  const how = caught === 'by another check than meant' ? `, ${caught}` : '';
  return strongUnless(caught === 'as meant', `${control.run.outcome}${how}`);
};

const controlsTable = (controls: readonly ControlRun[]) =>
  table(
    ['Lab', 'Wrong setting', 'To be caught by', 'Came out', 'Because', 'Took'],
    controls.map(({ run, meant }) => [
      run.lab,
      plain(run.setting.title),
      meant.map((id) => `\`${id}\``).join(' or '),
      cameOut({ run, meant }),
      plain(
        run.deciding.length === 0
          ? run.because
          : run.deciding.map(({ claim, observed }) => `${claim}: ${observed}`).join('; '),
      ),
      took(run),
    ]),
  );

function whereAndWhen(runs: readonly Result[]): string[] {
  if (runs.length === 0) return ['No run has been entered yet.'];
  const days = runs.map(({ started }) => started.slice(0, 10)).toSorted();
  const when = days[0] === days.at(-1) ? days[0] : `${days[0]} to ${days.at(-1)}`;
  const labs = runs.filter(({ setting }) => !setting.isControl);
  const minutes = Math.round(labs.reduce((sum, { seconds }) => sum + seconds, 0) / 60);
  return [
    `Runs of ${when} on ${distinct(runs.map(({ platform }) => platform))}, Istio ${distinct(runs.map(({ istio }) => istio))}: one node with two cores. All ${labs.length} labs together took ${minutes} minutes.`,
  ];
}

const distinct = (values: readonly string[]) => [...new Set(values)].toSorted().join(', ');

function rowOf(lab: Lab, run: Result | undefined, controls: readonly ControlRun[]): string[] {
  return [
    lab.row,
    `[${lab.title}](../istio/scenarios/${lab.scenario}/README.md) \`${lab.name}\``,
    plain(`${lab.source.where}: ${lab.source.saw}`),
    plain(lab.question),
    run === undefined
      ? 'not run yet'
      : plain([...new Set(run.laws.map(({ test, n }) => `${test} (n = ${n})`))].join('; ')),
    run === undefined
      ? ''
      : `${run.power === undefined ? 'nothing in particular' : powerText(run.power)}; false alarms: ${falseAlarmText(run)}${onlyWhile(lab)}`,
    run === undefined ? '' : `${strongUnless(run.outcome === 'reproduced', run.outcome)}, ${took(run)}`,
    caughtOf(lab, controls),
  ];
}

function caughtOf({ controls }: Lab, made: readonly ControlRun[]): string {
  const caught = made.filter((control) => caughtIn(control) === 'as meant').length;
  const open = controls.length - made.length;
  const text = `${caught} of ${controls.length}`;
  return `${strongUnless(caught === made.length, text)}${open === 0 ? '' : `, ${open} not run yet`}`;
}

const powerText = (power: number) => (power > 0.999 ? '> 0.999' : `${Math.floor(power * 1000) / 1000}`);
const falseAlarmText = ({ falseAlarm }: Result) => (falseAlarm === 0 ? 'none' : rarely(falseAlarm));
const took = ({ seconds }: Result) => `${Math.round(seconds)} s`;

const strongUnless = (isRight: boolean, text: string) => (isRight ? text : `**${text}**`);
