import { z } from 'zod';
import { linesAt, type Phase } from '../../bench/evidence.ts';
import type { AccessLine } from '../../envoy/access-line.ts';
import { alpha, type Check } from '../../judgement/check.ts';
import { exactCheck, statisticalCheck } from '../../judgement/make-check.ts';
import { binomialPower, binomialRegion } from '../../statistics/index.ts';
import { darkWorkload, liveWorkload } from './rules.ts';
import { isCopied } from './traffic.ts';

/** Lines of the proxies beside a workload's pods. */
export const arrivedAt = (phase: Phase, workload: string): AccessLine[] => linesAt(phase, 'server', workload);

/** Which request of the client's a line tells of: the user agent ends in its number. */
const indexOf = ({ userAgent }: AccessLine) => Number(userAgent.split('/').at(-1));

const idOf = ({ requestId }: AccessLine) => requestId;

/**
 * Numbers of the requests that were copied. Where all are to be that may be, it is for a law to say whether they were.
 *
 * @param share of the requests that may be copied that the rule has copied, here and below
 */
export function copiedIn(phase: Phase, share: number): ReadonlySet<number> {
  const due = phase.load.records.map(({ index }) => index).filter(isCopied);
  if (share === 1) return new Set(due);
  const came = new Set(arrivedAt(phase, darkWorkload).map(indexOf));
  return new Set(due.filter((index) => came.has(index)));
}

interface Arrivals {
  /** Ids of requests at v1 that may be copied. */
  toCopy: Set<string>;
  atV2: Set<string>;
  /** Ids that came more than once to the same version. */
  twice: number;
}

function arrivalsIn(phase: Phase): Arrivals {
  const [live, dark] = [arrivedAt(phase, liveWorkload), arrivedAt(phase, darkWorkload)];
  const repeats = [live, dark].map((lines) => lines.length - new Set(lines.map(idOf)).size);
  return {
    toCopy: new Set(live.filter((line) => isCopied(indexOf(line))).map(idOf)),
    atV2: new Set(dark.map(idOf)),
    twice: repeats.reduce((sum, count) => sum + count, 0),
  };
}

const counted = ({ toCopy, atV2, twice }: Arrivals) => {
  const missing = [...toCopy].filter((id) => !atV2.has(id)).length;
  const strangers = [...atV2].filter((id) => !toCopy.has(id)).length;
  return { 'to be copied': toCopy.size, 'at v2': atV2.size, missing, strangers, twice };
};

/** Half of all requests are to be copied: fewer than a few hundred say that there was no traffic. */
const fewest = 100;

/** Those that came to v2 of those that may: all, or as many as draws with this share make. */
export function enoughCopies(phase: Phase, share: number): Check {
  const counts = counted(arrivalsIn(phase));
  return share === 1 ? everyCopy(counts) : copiesByChance(counts, share);
}

type Counts = ReturnType<typeof counted>;

function everyCopy(counts: Counts): Check {
  const n = counts['to be copied'];
  return exactCheck({
    id: 'every-copy',
    claim: 'every request that v1 got, and that may be copied, came to v2 as well, under the same id',
    test: 'exact: the set of request ids in the log of one proxy is contained in that of another',
    n,
    against: { setting: 'mirrorPercentage 50', power: 1 - 0.5 ** n },
    expected: 'none is missing',
    observed: `${counts.missing} of ${n} are missing`,
    holds: n >= fewest ? counts.missing === 0 : undefined,
    counts,
  });
}

/** So far away a wrong share is caught. That all are copied, as usual, is caught at any share: it leaves nothing to chance. */
const apart = 0.15;

/** Envoy draws for each request whether it is copied. */
export function copiesByChance(counts: Counts, share: number): Check {
  const n = counts['to be copied'];
  const came = n - counts.missing;
  const trials = { n: Math.max(1, n), p: share };
  const region = binomialRegion({ ...trials, alpha });
  const wrong = [share - apart, Math.min(1, share + apart)];
  return statisticalCheck({
    id: 'every-copy',
    claim: `of a hundred requests that v1 got, and that may be copied, ${hundredths(share)} came to v2 as well, under the same id`,
    test: 'exact binomial test, two-sided, of the request ids in the log of one proxy that are in that of another',
    n,
    alpha,
    against: {
      setting: `mirrorPercentage ${wrong.map(hundredths).join(' or ')} instead of ${hundredths(share)}`,
      power: Math.min(...wrong.map((p) => binomialPower({ ...trials, p, region }))),
    },
    expected: `from ${region.low} to ${region.high} of ${n}`,
    observed: `${came} of ${n}`,
    holds: n >= fewest ? came >= region.low && came <= region.high : undefined,
    counts,
  });
}

export const hundredths = (share: number) => Math.round(100 * share);

export function noOther(phase: Phase, share: number): Check {
  const counts = counted(arrivalsIn(phase));
  const n = phase.load.records.length;
  return exactCheck({
    id: 'no-other',
    claim: 'nothing else came to v2, and nothing came twice',
    test: 'exact: sets of request ids in the logs of the proxies beside v1 and v2',
    n,
    // A single one would come twice.
    against: { setting: 'the copies go to v1', power: 1 - (1 - share) ** counts['to be copied'] },
    expected: 'no stranger, and each id once',
    observed: `${counts.strangers} at v2 that are no copies, ${counts.twice} more than once`,
    holds: n >= fewest ? counts.strangers === 0 && counts.twice === 0 : undefined,
    counts,
  });
}

/** Whether whoever asks could tell that anything is copied. */
export function answersOfV1(phase: Phase): Check {
  const { records, statuses } = phase.load;
  const good = records.filter(({ status, version }) => status === 200 && version === 'v1').length;
  const byV2 = records.filter(({ version }) => version === 'v2').length;
  return exactCheck({
    id: 'answers',
    claim: 'every answer is one of v1, and none fails',
    test: 'exact: all or nothing',
    n: records.length,
    against: { setting: 'v2 answers a share of them', power: 1 },
    expected: `200 from v1 for all ${records.length}`,
    observed: `200 from v1 for ${good}; ${byV2} answers of v2`,
    holds: records.length >= fewest ? good === records.length : undefined,
    counts: statuses,
  });
}

const spokenOfSchema = z.object({ v1: z.array(z.int()), v2: z.array(z.int()) });

/** A third witness: what the model in the dark made of its copies stands in the log, and nobody else gave it any. */
export function publishedInTheDark(phase: Phase, share: number): Check {
  const { load, more } = phase;
  const { v1, v2 } = spokenOfSchema.parse(more.spokenOf);
  const copied = copiedIn(phase, share);
  const wanted = [...copied];
  const found = new Set(v2);
  const missing = wanted.filter((index) => !found.has(index)).length;
  const strangers = v2.filter((index) => !copied.has(index)).length;
  return exactCheck({
    id: 'published-in-the-dark',
    claim:
      "v2's forecasts from the copies stand in the log, though nobody heard its answers; of the others it made none",
    test: 'exact: the set of observations that forecasts speak of',
    n: load.records.length,
    against: wrongWay(share, { copied: wanted.length, n: load.records.length }),
    expected: `v2 speaks of the ${wanted.length} that ${share === 1 ? 'may be' : 'were'} copied, v1 of all ${load.records.length}`,
    observed: `v2 of ${v2.length} (${missing} missing, ${strangers} of others), v1 of ${v1.length}`,
    // Where not even v1's are all there, the log was not read to its end.
    holds: v1.length === load.records.length && wanted.length >= fewest ? missing + strangers === 0 : undefined,
    counts: { v1: v1.length, v2: v2.length, missing, strangers },
  });
}

/** Where chance says how many are copied, another share says nothing of what v2 makes of them; that it hears of more does. */
const wrongWay = (share: number, { copied, n }: { copied: number; n: number }): Check['against'] =>
  share === 1
    ? { setting: 'mirrorPercentage 50', power: 1 - 0.5 ** copied }
    : { setting: 'a v2 that hears of the others as well', power: copied < n ? 1 : 0 };
