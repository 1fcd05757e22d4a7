import type { ConditionScore } from './condition-scores.ts';
import type { Evaluation } from './evaluate.ts';
import type { FaultScore } from './planted-faults.ts';

/** The evaluation for people: aligned tables, the means over the stations last. */
export function report(model: string, evaluation: Evaluation): string {
  const { period, observations, stations, temperature, condition, faults } = evaluation;
  const lines = [
    `${model} on ${observations} observations of ${stations.join(', ')}`,
    `reported: ${period.from} to ${period.to} (${period.reason})`,
    `learn and predict: ${evaluation.microsecondsPerObservation.toFixed(1)} µs of CPU per observation`,
    `alarms on the data as they are: ${evaluation.falseAlarmsPerStationWeek.toFixed(2)} per station-week`,
    '',
    'Air temperature; skill against the better of persistence and same hour yesterday',
    ...table({ station: 'station', month: 'month', horizon: 'hours' }, temperature, {
      mae: ['MAE', fixed],
      skill: ['skill', fixed],
      coverage: ['coverage', percent],
      width: ['width', fixed],
    }),
  ];
  if (condition.length > 0) {
    const numbers: Columns<ConditionScore> = {
      logScore: ['log score', fixed],
      logScoreClimatology: ['climatology', fixed],
      accuracy: ['accuracy', percent],
      accuracyClimatology: ['climatology', percent],
    };
    lines.push('', 'Condition; log score in nats, less is better');
    lines.push(...table({ station: 'station', horizon: 'hours' }, condition, numbers));
  }
  if (faults !== undefined) {
    const numbers: Columns<FaultScore> = {
      planted: ['planted', fixed],
      found: ['found', percent],
      named: ['named', percent],
      delay: ['readings until found', fixed],
    };
    lines.push('', 'Planted faults', ...table({ station: 'station', kind: 'fault' }, faults, numbers));
  }
  return lines.join('\n');
}

function fixed(value: number): string {
  return value.toFixed(3);
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

/** Title and format of each numeric column. */
type Columns<Row> = { [Name in keyof Row]?: [title: string, format: (value: number) => string] };

/** `labels` (column to title) first, then `numbers`; right-aligned. */
function table<Row extends object>(
  labels: { [Name in keyof Row]?: string },
  rows: readonly Row[],
  numbers: Columns<Row>,
): string[] {
  const named = Object.entries(labels) as [keyof Row, string][];
  const measured = Object.entries(numbers) as [keyof Row, [string, (value: number) => string]][];
  const head = [...named.map(([, title]) => title), ...measured.map(([, [title]]) => title)];
  const cells = rows.map((row) => [
    ...named.map(([name]) => String(row[name])),
    ...measured.map(([name, [, format]]) => format(row[name] as number)),
  ]);
  const widths = head.map((title, column) => Math.max(title.length, ...cells.map((row) => row[column]!.length)));
  return [head, ...cells].map((row) => row.map((cell, column) => cell.padStart(widths[column]!)).join('  '));
}
