import { draw } from '../figures/figure-markup.ts';
import { errorRates } from '../error-rates.ts';
import type { Report } from '../report-schema.ts';
import { testimonies } from '../testimonies.ts';
import { weSaw } from '../summaries.ts';

/** Sizes that the style sheet has for paper, in percent. */
const sizes = [100, 95, 90, 85, 80, 75, 70] as const;

/** Of a page of A4 less its margins, in CSS pixels. */
const paper = 1043;

/**
 * How small a lab has to be printed to fit on one page. What would become too small to be read is printed as it is, on
 * two. A style sheet cannot find that out, so that heights are estimated, from lengths of texts, with measures of what
 * the style sheet prints.
 */
export const paperFit = (report: Report): number =>
  sizes.find((size) => heightOf(report, size / 100) * (size / 100) <= paper) ?? sizes[0];

/** About how high it is when everything is `scale` as big, and lines hold the more letters for it. */
function heightOf(report: Report, scale: number): number {
  const lines = (text: string, letters: number) => Math.ceil((text.length * scale) / letters);
  const parts = [head, findings, figures, checks, witnesses, tail];
  return parts.reduce((height, part) => height + part(report, lines), 0);
}

type Lines = (text: string, letters: number) => number;

const sum = (numbers: readonly number[]) => numbers.reduce((total, next) => total + next, 0);

function head(report: Report, lines: Lines): number {
  const { source } = report.lab;
  const verdict =
    lines(report.verdict.because, 85) + lines(errorRates(report).join(' '), 100) + lines(report.advice ?? '', 95);
  const theirs = lines(source.saw, 52) + lines(`${source.where}. ${source.setUp}`, 62);
  const ours = sum(weSaw(report).map((observed) => lines(observed, 50))) + lines(report.setting.title, 62);
  return 32 + 15 * lines(report.lab.question, 110) + 32 + 16 * verdict + 44 + 14.5 * Math.max(theirs, ours);
}

const findings = ({ findings: found }: Report, lines: Lines) =>
  found.length === 0
    ? 0
    : 22 +
      sum(
        found.map(
          ({ says, evidence, command }) =>
            20 + 14 * (lines(says, 125) + lines(evidence, 125)) + 13 * lines(command, 115),
        ),
      );

function figures({ figures: drawn }: Report, lines: Lines): number {
  const isAlone = drawn.length === 1;
  const heights = drawn.map((figure) => {
    const drawing = isAlone ? draw(figure, 'wide').height * 0.78 : draw(figure, 'narrow').height * 0.67;
    return drawing + 42 + 14 * lines(figure.says, isAlone ? 120 : 42);
  });
  const rows = Array.from({ length: Math.ceil(heights.length / 3) }, (_, row) =>
    Math.max(...heights.slice(3 * row, 3 * row + 3)),
  );
  return heights.length === 0 ? 0 : 22 + sum(rows);
}

function checks({ attempts }: Report, lines: Lines): number {
  const ids = new Set(attempts.flatMap((attempt) => attempt.checks.map(({ id }) => id)));
  const rows = [...ids].map((id) => {
    const made = attempts.flatMap((attempt) => attempt.checks.filter((check) => check.id === id));
    const cells = made.flatMap(({ claim, test, expected, observed, against }) => [
      lines(claim, 30),
      lines(test, 13),
      lines(expected, 16),
      lines(`undecided: ${observed}`, attempts.length === 2 ? 20 : 38),
      lines(against?.setting ?? '', 10) + 1,
    ]);
    return 6 + 12.4 * Math.max(...cells);
  });
  return 54 + sum(rows);
}

function witnesses({ attempts }: Report, lines: Lines): number {
  const tables = attempts.flatMap(({ phases }) =>
    phases.map((phase) => 42 + sum(testimonies(phase).map(({ witness }) => 6 + 12.4 * lines(witness, 24)))),
  );
  return 24 + Math.ceil(tables.length / 3) * Math.max(0, ...tables);
}

function tail({ lab, notes, attempts, propagation }: Report, lines: Lines): number {
  const changes = new Set(
    [...propagation, ...attempts.flatMap((attempt) => attempt.propagation)].map(({ what }) => what),
  );
  const live = 70 + sum([...changes].map((what) => 6 + 12.4 * lines(what, 26)));
  const since = 24 + sum(lab.since.map((change) => 4 + 14 * lines(change, 38)));
  const setUp = 160 + 14 * (lines(lab.client.why, 34) + sum(notes.map((note) => lines(note, 44))));
  return Math.max(live, since, setUp);
}
