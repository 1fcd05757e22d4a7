import { amount } from '../number-format.ts';
import type { Attempt, Report } from '../report-schema.ts';
import type { Content, Markup } from './markup.ts';
import { tableMarkup } from './table.ts';

type Phase = Attempt['phases'][number];

/** What every result was computed from, per attempt. */
export const rawCounts = ({ attempts }: Report): Markup[] =>
  attempts.flatMap((attempt, index) => {
    const which = attempts.length === 1 ? '' : `, attempt ${index + 1}`;
    return [
      countsTable(`What the checks counted${which}`, ['Check', 'Count of', 'Amount'], checkCounts(attempt)),
      ...attempt.phases.flatMap((phase) => phaseTables(phase, which)),
    ].filter((table) => table !== undefined);
  });

const phaseTables = (phase: Phase, which: string) => [
  countsTable(
    `${phase.title}: growth of the proxies’ counters${which}`,
    ['Proxy', 'Counter', 'Grew by'],
    growth(phase),
  ),
  countsTable(
    `${phase.title}: where proxies sent requests${which}`,
    ['Proxy', 'Cluster and endpoint', 'Requests'],
    picks(phase),
  ),
  countsTable(`${phase.title}: other requests that proxies saw${which}`, ['Proxy', 'Request', 'Count'], others(phase)),
  countsTable(`${phase.title}: what services answered${which}`, ['Pod', 'Answer', 'Count'], answers(phase)),
];

function countsTable(caption: string, columns: readonly string[], rows: readonly Content[][]): Markup | undefined {
  return rows.length === 0 ? undefined : tableMarkup({ caption, columns, rows }, 'raw');
}

const checkCounts = ({ checks }: Attempt) =>
  checks.flatMap(({ id, counts }) => Object.entries(counts).map(([name, count]) => [id, name, amount(count)]));

const growth = ({ proxies }: Phase) =>
  proxies.flatMap(({ replica, growth: counters }) =>
    Object.entries(counters).map(([counter, by]) => [replica.name, counter, amount(by)]),
  );

const picks = ({ proxies }: Phase) =>
  proxies.flatMap(({ replica, picks: clusters }) =>
    Object.entries(clusters).flatMap(([cluster, endpoints]) =>
      Object.entries(endpoints).map(([endpoint, requests]) => [
        replica.name,
        `${cluster} → ${endpoint}`,
        amount(requests),
      ]),
    ),
  );

const others = ({ proxies }: Phase) =>
  proxies.flatMap(({ replica, others: seen }) =>
    Object.entries(seen).map(([request, count]) => [replica.name, request, amount(count)]),
  );

const answers = ({ services }: Phase) =>
  services.flatMap(({ replica, answers: counted }) =>
    Object.entries(counted).map(([answer, count]) => [replica.name, answer, amount(count)]),
  );
