import type { Report } from '@weather/labs';
import type { Contradiction } from './contradiction.ts';

type Phase = Report['attempts'][number]['phases'][number];

/** A run takes minutes. */
const longestMs = 6 * 3_600_000;
/** By so much the clock of the runner may differ from the mesh's. */
const clocksMs = 60_000;
/** And the clocks within the mesh from each other. */
const meshClocksMs = 10_000;

/** Times outside of the run, and phases at the same time. */
export function contradictionsInTimes({ started, ended, attempts }: Report): Contradiction[] {
  const [from, to] = [Date.parse(started), Date.parse(ended)];
  if (!(to >= from && to - from <= longestMs)) return [`The run began ${started} and ended ${ended}: no run does.`];
  const phases = attempts.flatMap((attempt) => attempt.phases);
  const outside = phases.filter(
    ({ load: { startedAt, endedAt } }) =>
      !(startedAt >= from - clocksMs && endedAt <= to + clocksMs && startedAt <= endedAt),
  );
  const overlapping = phases.filter(
    ({ load }, index) => load.startedAt < (phases[index - 1]?.load.endedAt ?? 0) - meshClocksMs,
  );
  return [
    ...outside.map(({ name }) => `Phase ${name} lies outside of the run.`),
    ...overlapping.map(({ name }) => `Phase ${name} began before the one before it was over.`),
    ...phases.filter((phase) => !outside.includes(phase)).flatMap(outsideOf),
  ];
}

/** Requests and lines of logs that are not of their phase's time. */
function outsideOf(phase: Phase): Contradiction[] {
  const { name, load, proxies } = phase;
  const isWithin = (time: number) => time >= load.startedAt - meshClocksMs && time <= load.endedAt + meshClocksMs;
  const request = load.records.find(({ sentAt }) => !isWithin(sentAt));
  const line = proxies.flatMap(({ log }) => log).find(({ time }) => !isWithin(Date.parse(time)));
  return [
    ...(request === undefined ? [] : [`Phase ${name}: request ${request.index} was sent outside of the phase's time.`]),
    ...(line === undefined ? [] : [`Phase ${name}: a log has a line of ${line.time}, outside of the phase's time.`]),
  ];
}
