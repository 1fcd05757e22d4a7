import { canonical, type LoadPlan, type Phase, planIdOf, type RehearsedPhase } from '@weather/labs';
import type { Contradiction } from './contradiction.ts';

type Plan = RehearsedPhase['asking'][number]['plan'];

/** Clients that are not the lab's, or that were to ask for something else than the lab has them ask for. */
export function contradictionsInPlans(
  { name, load, further = [] }: Phase,
  { asking }: RehearsedPhase,
  { lab, run }: { lab: string; run: string },
): Contradiction[] {
  const loads = [load, ...further.map((one) => one.load)];
  // Who asks in a phase at which the lab only looks on makes no record of it.
  if (asking.length === 0) return loads.some(({ plan }) => plan !== undefined) ? [`this lab has no plan for it.`] : [];
  if (loads.length !== asking.length) return [`${loads.length} clients asked, and ${asking.length} do in this lab.`];
  return asking.flatMap(({ plan, hasProxy }, place) => {
    const client = place === 0 ? undefined : further[place - 1]!.replica;
    const told = loads[place]!.plan;
    const id = planIdOf(run, name, client?.name);
    if (told === undefined) return ['a client has no plan of what it was to ask for.'];
    if (told.id !== id) return [`a client's plan is ${told.id}, and the runner calls it ${id}.`];
    if (client !== undefined && client.hasProxy !== hasProxy)
      return [`client ${client.name} ${hasProxy ? 'has to have a' : 'is to have no'} proxy.`];
    return isSame(told, plan, `${lab} ${name}`) ? [] : [`plan ${id} is not what this lab asks for.`];
  });
}

/** Is as long as the minute of the clock still was when it began: a rehearsal has another minute. */
const untilTheMinuteEnds = 'global-rate-limit limited';

function isSame(told: LoadPlan, meant: Plan, phase: string): boolean {
  // Some labs leave out bodies, which would be megabytes.
  const bodies = told.tool === 'k6' && told.bodies.length === 0 ? { bodies: [] } : {};
  const length = phase === untilTheMinuteEnds ? { requests: told.requests, maxSeconds: told.maxSeconds } : {};
  return written(told) === written({ ...meant, ...bodies, ...length, id: told.id } as LoadPlan);
}

/** Tokens are made of the time of day as well. */
const written = (plan: LoadPlan): string =>
  canonical(
    JSON.parse(JSON.stringify(plan, (key, value: unknown) => (key === 'authorization' ? typeof value : value))),
  );
