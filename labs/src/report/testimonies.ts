import type { Report } from './report-schema.ts';

type Phase = Report['attempts'][number]['phases'][number];
type ProxyAccount = Phase['proxies'][number];

/** What one witness says of a phase's traffic. */
export interface Testimony {
  witness: string;
  requests: number;
  /** Answers by code, with the proxy's flag where it set one, most frequent first. */
  answers: [answer: string, count: number][];
}

/** The clients, the proxies on the way and the services, in the order in which a request meets them. */
export function testimonies(phase: Phase): Testimony[] {
  const proxies = (['client', 'gateway', 'server'] as const).flatMap((side) =>
    grouped(
      phase.proxies.filter((account) => account.side === side),
      byWorkload,
    ).map(([workload, accounts]) =>
      testimony(proxyName(side, workload, accounts.length), accounts.flatMap(answersLogged)),
    ),
  );
  const services = grouped(phase.services, byWorkload).map(([workload, accounts]) =>
    testimony(
      `service ${workload}${times(accounts.length, 'pod')}`,
      accounts.flatMap(({ answers }) =>
        Object.entries(answers).map(([answer, count]) => [answer.split(' ').at(-1)!, count] as const),
      ),
    ),
  );
  const further = (phase.further ?? []).map(({ replica, load }) => client(`client ${replica.name}`, load));
  return [client('client', phase.load), ...further, ...proxies, ...services];
}

function client(name: string, load: Phase['load']): Testimony {
  const answers: (readonly [string, number])[] =
    load.records.length > 0
      ? load.records.map(({ status }) => [String(status), 1] as const)
      : Object.entries(load.statuses);
  return testimony(`${name}, ${load.tool}`, answers);
}

const answersLogged = ({ log }: ProxyAccount) =>
  log.map(({ status, flags }) => [flags === '' ? String(status) : `${status} ${flags}`, 1] as const);

function testimony(witness: string, counts: readonly (readonly [string, number])[]): Testimony {
  const answers = new Map<string, number>();
  for (const [answer, count] of counts) {
    const named = answer === '0' ? 'no answer' : answer;
    answers.set(named, (answers.get(named) ?? 0) + count);
  }
  return {
    witness,
    requests: [...answers.values()].reduce((sum, count) => sum + count, 0),
    answers: [...answers].toSorted(([, a], [, b]) => b - a),
  };
}

function proxyName(side: ProxyAccount['side'], workload: string, count: number): string {
  if (side === 'client') return `proxy of the caller ${workload}${times(count, 'pod')}`;
  return side === 'gateway' ? `gateway ${workload}` : `proxies of ${workload}${times(count, 'pod')}`;
}

const times = (count: number, what: string) => (count === 1 ? '' : ` (${count} ${what}s)`);

const byWorkload = ({ replica }: { replica: { workload: string } }) => replica.workload;

const grouped = <T>(items: readonly T[], key: (item: T) => string): [string, T[]][] => [
  ...Map.groupBy(items, key).entries(),
];
