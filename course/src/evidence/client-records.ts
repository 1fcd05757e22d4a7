import type { LoadRun, Phase, RequestRecord } from '@weather/labs';
import type { Contradiction } from './contradiction.ts';

/** A sender's clock and its stopwatch are not read at once: on a busy machine they were 24 ms apart. */
const slackMs = 50;
/** Several senders note what they sent side by side. */
const sideBySideMs = 1000;
/** A busy machine may notice late that time is up. */
const lateMs = 5000;

/** What no client of a phase can have seen. Fortio and the system itself tell of no single request. */
export const contradictionsInClient = ({ load, further = [] }: Phase): Contradiction[] =>
  [load, ...further.map((one) => one.load)].flatMap(contradictionsInLoad);

function contradictionsInLoad({ records, plan, statuses }: LoadRun): Contradiction[] {
  if (records.length === 0) return [];
  if (plan?.tool !== 'k6') return ['there are records of requests, and no plan for them.'];
  const { timeoutMs } = plan;
  const isAlone = plan.concurrency === 1;
  return [
    said(twice(records), ({ index }) => `request ${index} is there twice.`),
    said(misplaced(records), ({ index }) => `request ${index} stands behind a later one.`),
    said(
      records.find(({ latencyMs }) => !(latencyMs >= 0 && latencyMs <= timeoutMs + lateMs)),
      ({ index, latencyMs }) => `request ${index} took ${latencyMs} ms, and was given up after ${timeoutMs}.`,
    ),
    said(
      outOfOrder(records, isAlone),
      ({ index }) => `request ${index} was sent before ${isAlone ? 'the one before it was answered' : 'earlier ones'}.`,
    ),
    ...statusesThatDiffer(records, statuses),
  ].flatMap((one) => one ?? []);
}

const said = (record: RequestRecord | undefined, say: (record: RequestRecord) => Contradiction) =>
  record === undefined ? undefined : say(record);

function twice(records: readonly RequestRecord[]): RequestRecord | undefined {
  const seen = new Set<number>();
  return records.find(({ index }) => seen.size === seen.add(index).size);
}

/** Numbers are given in the order of sending: who gives others makes another request of it. */
const misplaced = (records: readonly RequestRecord[]) =>
  records.find(({ index }, place) => place > 0 && index < records[place - 1]!.index);

/** One sender asks when it has its answer; of several, each goes its own way. */
const outOfOrder = (records: readonly RequestRecord[], isAlone: boolean) =>
  records.find(({ sentAt }, place) => {
    const before = records[place - 1];
    if (before === undefined) return false;
    return isAlone ? sentAt < before.sentAt + before.latencyMs - slackMs : sentAt < before.sentAt - sideBySideMs;
  });

function statusesThatDiffer(records: readonly RequestRecord[], statuses: Record<string, number>): Contradiction[] {
  const counted = new Map<string, number>();
  for (const { status } of records) counted.set(String(status), (counted.get(String(status)) ?? 0) + 1);
  return [...new Set([...counted.keys(), ...Object.keys(statuses)])]
    .filter((status) => (counted.get(status) ?? 0) !== (statuses[status] ?? 0))
    .map(
      (status) =>
        `the client counted ${statuses[status] ?? 0} answers with ${status}, and tells of ${counted.get(status) ?? 0}.`,
    );
}
