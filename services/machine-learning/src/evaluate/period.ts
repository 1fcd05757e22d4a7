/** The stretch of a file that is reported on; what comes before only warms the model up. */
export interface Period {
  /** RFC 3339: the first included, the last excluded. */
  from: string;
  to: string;
  /** Why this one. */
  reason: string;
}

/** A period that cannot be had; the message says why. */
export class PeriodError extends Error {
  override name = 'PeriodError';
}

const monthOf = (time: string) => time.slice(0, 7);

/**
 * The period asked for; else the last third of the file's calendar months, rounded up; of a file with fewer than
 * three months, all of it: the model then starts cold from its prior.
 */
export function choosePeriod(times: readonly string[], from: string | undefined, to: string | undefined): Period {
  if (times.length === 0) throw new PeriodError('the file holds no observations');
  const months = [...new Set(times.map(monthOf))].toSorted();
  const isShort = months.length < 3;
  const firstMonth = months[isShort ? 0 : months.length - Math.ceil(months.length / 3)]!;
  const period = {
    from: asTime(from, '--from') ?? `${firstMonth}-01T00:00:00Z`,
    to: asTime(to, '--to') ?? monthAfter(months.at(-1)!),
    reason: reasonFor(from !== undefined || to !== undefined, isShort),
  };
  if (period.from >= period.to) throw new PeriodError(`--from ${period.from} is not before --to ${period.to}`);
  if (!times.some((time) => time >= period.from && time < period.to)) {
    throw new PeriodError(
      `no observation from ${period.from} to ${period.to}; the file has ${times[0]} to ${times.at(-1)}`,
    );
  }
  return period;
}

function reasonFor(isAsked: boolean, isShort: boolean): string {
  if (isAsked) return 'as asked';
  if (isShort) return 'whole file: it has fewer than three months, so nothing is left out to warm up';
  return "last third of the file's months; the months before warm the model up";
}

/** A day or a time in UTC, as a time. */
function asTime(text: string | undefined, option: string): string | undefined {
  if (text === undefined) return undefined;
  const time = /^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00:00Z` : text;
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(time) || Number.isNaN(Date.parse(time))) {
    throw new PeriodError(`${option} must be a day such as 2013-07-01, or a time such as 2013-07-01T00:00:00Z`);
  }
  return time;
}

function monthAfter(month: string): string {
  const [year, number] = month.split('-').map(Number) as [number, number];
  return new Date(Date.UTC(year, number, 1)).toISOString().replace('.000Z', 'Z');
}
