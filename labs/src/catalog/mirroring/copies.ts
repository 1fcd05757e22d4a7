import { z } from 'zod';
import type { Phase } from '../../bench/evidence.ts';
import type { AccessLine } from '../../envoy/access-line.ts';
import type { Check } from '../../judgement/check.ts';
import { exactCheck } from '../../judgement/make-check.ts';
import { darkWorkload, liveWorkload } from './rules.ts';
import { isCopied } from './traffic.ts';

/** Lines of the proxies beside a workload's pods. */
export const arrivedAt = ({ proxies }: Phase, workload: string): AccessLine[] =>
  proxies.filter(({ side, replica }) => side === 'server' && replica.workload === workload).flatMap(({ log }) => log);

/** Which request of the client's a line tells of: the user agent ends in its number. */
const indexOf = ({ userAgent }: AccessLine) => Number(userAgent.split('/').at(-1));

const idOf = ({ requestId }: AccessLine) => requestId;

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

export function everyCopy(phase: Phase): Check {
  const counts = counted(arrivalsIn(phase));
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

export function noOther(phase: Phase): Check {
  const counts = counted(arrivalsIn(phase));
  const n = phase.load.records.length;
  return exactCheck({
    id: 'no-other',
    claim: 'nothing else came to v2, and nothing came twice',
    test: 'exact: sets of request ids in the logs of the proxies beside v1 and v2',
    n,
    against: { setting: 'the copies go to v1', power: 1 },
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
export function publishedInTheDark({ load, more }: Phase): Check {
  const { v1, v2 } = spokenOfSchema.parse(more.spokenOf);
  const wanted = load.records.map(({ index }) => index).filter(isCopied);
  const found = new Set(v2);
  const missing = wanted.filter((index) => !found.has(index)).length;
  const strangers = v2.filter((index) => !isCopied(index)).length;
  return exactCheck({
    id: 'published-in-the-dark',
    claim:
      "v2's forecasts from the copies stand in the log, though nobody heard its answers; of the others it made none",
    test: 'exact: the set of observations that forecasts speak of',
    n: load.records.length,
    against: { setting: 'mirrorPercentage 50', power: 1 - 0.5 ** wanted.length },
    expected: `v2 speaks of the ${wanted.length} that may be copied, v1 of all ${load.records.length}`,
    observed: `v2 of ${v2.length} (${missing} missing, ${strangers} of others), v1 of ${v1.length}`,
    // Where not even v1's are all there, the log was not read to its end.
    holds: v1.length === load.records.length && wanted.length >= fewest ? missing + strangers === 0 : undefined,
    counts: { v1: v1.length, v2: v2.length, missing, strangers },
  });
}
