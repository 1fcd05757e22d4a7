import { type Report, reportFormat } from './report-schema.ts';
import type { Result, Results } from './results-schema.ts';
import { decidingChecks, secondsTaken, tellingAttempt } from './summaries.ts';

export const noResults: Results = { format: reportFormat, runs: [] };

/** A run without its evidence. */
export function resultOf(report: Report): Result {
  const { lab, setting, verdict, attempts, started, facts, versions } = report;
  const checks = tellingAttempt(report)?.checks ?? [];
  const laws = checks.filter(({ role }) => role === 'law');
  return {
    lab: lab.name,
    setting,
    outcome: verdict.outcome,
    because: verdict.because,
    deciding: decidingChecks(report).map(({ id, claim, observed }) => ({ id, claim, observed })),
    laws: laws.map(({ id, claim, test, n, alpha, against }) => ({ id, claim, test, n, alpha, against })),
    checked: checks.map(({ id }) => id),
    falseAlarm: verdict.falseAlarm,
    power: verdict.power,
    attempts: attempts.length,
    started,
    seconds: secondsTaken(report),
    platform: facts.platform,
    istio: facts.istio,
    product: versions.product,
  };
}

/** Why a report tells nothing of the lab as it stands in the catalog, though it has its name; undefined where it does. */
export function whyPassedOver({ setting, exercise }: Report): string | undefined {
  if (exercise !== undefined) return "it was judged by the numbers of a student's sheet";
  return setting.ownRules === true ? "rules of somebody's own took the place of the scenario's" : undefined;
}

/** Of each lab and setting the newest run; in the order of their names. Reports that are of something else are passed over. */
export function withReports(results: Results, reports: readonly Report[]): Results {
  const newest = new Map<string, Result>();
  const entered = reports.filter((report) => whyPassedOver(report) === undefined);
  for (const run of [...results.runs, ...entered.map(resultOf)]) {
    const key = `${run.lab} ${run.setting.name}`;
    const known = newest.get(key);
    if (known === undefined || known.started <= run.started) newest.set(key, run);
  }
  return { ...results, runs: [...newest].toSorted(([a], [b]) => a.localeCompare(b)).map(([, run]) => run) };
}
