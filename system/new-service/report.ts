import { defaultPort } from '../start/options.ts';
import type { Plan } from './plan.ts';

const leave = (services: string) =>
  `kubectl -n weather delete deployment,service,serviceaccount,poddisruptionbudget,networkpolicy --ignore-not-found ${services}`;

/** What was done, or would be, file by file, and what to type next. */
export function linesOf(plan: Plan, { remove, dryRun }: { remove: boolean; dryRun: boolean }): string[] {
  const { service, changes } = plan;
  const files = changes.map(({ file, before, after }) => {
    if (before === undefined) return `  writes    ${file}`;
    return after === undefined ? `  removes   ${file}` : `  changes   ${file}`;
  });
  const lines = [...files, '  changes   pnpm-lock.yaml'];
  if (dryRun) return [...lines, '', 'Nothing was done: it was a dry run.'];
  return [...lines, '', ...(remove ? removed(service.name) : added(service.name, service.portOffset))];
}

const added = (name: string, portOffset: number) => [
  `services/${name} is there, and the system knows it. docs/adding-a-service.md goes on from here. Next:`,
  '',
  `  npx --yes pnpm vitest run services/${name}`,
  `  npx --yes pnpm start                     then http://localhost:${defaultPort + portOffset}/api/v1/${name}`,
  `  npx --yes pnpm cluster up                then /api/v1/${name} at the gateway`,
  `  npx --yes pnpm new-service ${name} --remove`,
];

const removed = (name: string) => [
  `services/${name} is gone, and nothing names it any more. Where it was deployed:`,
  '',
  '  npx --yes pnpm cluster up',
  `  ${leave(name)}`,
  '',
  'An event log that outlives its message-queue keeps the subscription until it is told:',
  '',
  `  npx --yes pnpm weather subscriptions delete ${name}`,
];
