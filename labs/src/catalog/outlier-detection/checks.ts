import type { Phase } from '../../bench/evidence.ts';
import { hostOf } from '../../envoy/address.ts';
import type { Check } from '../../judgement/check.ts';
import { exactCheck } from '../../judgement/make-check.ts';
import { isEachAsItHasToBe } from '../all-or-nothing.ts';
import { counted } from '../counters.ts';
import { ordinal } from '../in-words.ts';
import { replicasIn } from '../picks.ts';
import { unlessStalled } from '../stalls.ts';
import { absencesIn, absenceWithin, isStalled, requestsIn, spellsIn, toBad } from './absences.ts';
import { bad, mergeWindow, rule, service } from './rules.ts';
import { looksIn, requests, seconds, senders, toEachPodPerSecond } from './traffic.ts';

/**
 * What may come to the pod at first: besides what it takes, answers that are awaited when it is thrown out.
 *
 * @param enough errors in a row after which it is to be out; here and below
 */
const mostAtFirst = (enough: number) => enough + senders;

/**
 * And after a return. A proxy hands on changes of health at once, but then no second one for a second (Envoy's
 * update_merge_window): it throws the pod out after as many errors as before, and goes on asking it for that long.
 */
const mostLater = (enough: number) => mostAtFirst(enough) + Math.ceil(toEachPodPerSecond * mergeWindow) + 1;

/** In the time of the load: out after the first errors, and after each return. */
const mostSpells = spellsWithin(seconds);

function spellsWithin(time: number): number {
  let spells = 0;
  for (let from = 0; from <= time; from += rule.base * spells) spells++;
  return spells;
}

const mostInAll = (enough: number) => mostAtFirst(enough) + (mostSpells - 1) * mostLater(enough);

const noRule = { setting: 'no outlierDetection', power: 1 };

/** Most of the requests have to be there, or nothing is said. */
const isEnough = (phase: Phase) => requestsIn(phase).length >= 0.9 * requests;

export const checksOf = (phase: Phase, enough: number): Check[] => [
  fewBefore(phase, enough),
  outForItsTime(phase, enough),
  fewInAll(phase, enough),
  othersServe(phase),
  flagged(phase),
  sameNumber(phase, enough),
];

function fewBefore(phase: Phase, enough: number): Check {
  const spells = spellsIn(phase, enough).map(({ errors }) => errors);
  const [first = 0, ...later] = spells;
  const isFew = first <= mostAtFirst(enough) && later.every((errors) => errors <= mostLater(enough));
  return exactCheck({
    id: 'before',
    claim: `the ${ordinal(enough)} error in a row is the last, but for answers that are awaited at that moment; after a return it may be asked for one second longer`,
    test: `bounds, as long as nothing stands still: ${enough} errors, ${senders} senders, and ${toEachPodPerSecond} requests a second for as long as Envoy merges updates`,
    n: spells.reduce((sum, errors) => sum + errors, 0),
    against: { setting: 'consecutive5xxErrors 1000', power: 1 },
    expected: `from ${enough} to ${mostAtFirst(enough)} errors before it is out, and at most ${mostLater(enough)} after each return`,
    observed: spells.length === 0 ? 'the bad pod was asked nothing' : `${spells.join(', then ')} errors`,
    holds: isEnough(phase) ? unlessStalled(first >= enough && isFew, isStalled(phase)) : undefined,
    counts: Object.fromEntries(spells.map((errors, index) => [`errors of spell ${index + 1}`, errors])),
  });
}

function outForItsTime(phase: Phase, enough: number): Check {
  const absences = absencesIn(spellsIn(phase, enough));
  const within = absences.map((_, index) => absenceWithin(index + 1));
  return exactCheck({
    id: 'out',
    claim: `from its ${ordinal(enough)} error on it is out for ${rule.base} s, the second time for ${2 * rule.base} s, and until the proxy next looks, each ${rule.interval} s`,
    test: 'bounds on time, as long as nothing stands still: baseEjectionTime × times, and one interval more',
    n: absences.length,
    against: { setting: 'a time that does not grow', power: 1 },
    expected: `two absences: from ${rule.base} to ${rule.base + rule.interval} s and from ${2 * rule.base} to ${2 * rule.base + rule.interval} s, and 0.6 s more for its turn to come`,
    observed:
      absences.length === 0
        ? 'it was never out and back'
        : `out for ${absences.map((absence) => absence.toFixed(2)).join(', then ')} s`,
    holds: isEnough(phase)
      ? unlessStalled(absences.length >= 2 && absences.every(isInTime), isStalled(phase))
      : undefined,
    counts: Object.fromEntries(
      within.map(({ low, high }, index) => [
        `ms out, time ${index + 1} (${Math.round(low * 1000)} to ${Math.round(high * 1000)})`,
        Math.round(absences[index]! * 1000),
      ]),
    ),
  });
}

function isInTime(absence: number, index: number): boolean {
  const { low, high } = absenceWithin(index + 1);
  return absence >= low && absence <= high;
}

function fewInAll(phase: Phase, enough: number): Check {
  const all = requestsIn(phase);
  const errors = all.filter(({ status }) => status >= 500).length;
  return exactCheck({
    id: 'errors',
    claim: 'so hardly any of the requests fail, and not each third',
    test: `bound, as long as nothing stands still: that of each time that it is in, which within ${seconds} s is ${mostSpells} times at most`,
    n: all.length,
    against: noRule,
    expected: `at most ${mostInAll(enough)} errors`,
    observed: `${errors} of ${all.length}`,
    holds: isEnough(phase) ? unlessStalled(errors <= mostInAll(enough), isStalled(phase)) : undefined,
    counts: { requests: all.length, errors },
  });
}

function othersServe(phase: Phase): Check {
  const isToBad = toBad(phase);
  const others = requestsIn(phase).filter((line) => !isToBad(line));
  const served = others.filter(({ status }) => status === 200).length;
  return exactCheck({
    id: 'others',
    claim: 'whatever does not go to the bad pod is served: nobody good is thrown out',
    test: 'exact: all or nothing',
    n: others.length,
    // Then there is nobody left to ask, and the proxy itself answers with 503.
    against: { setting: 'all three pods fail', power: 1 },
    expected: `${others.length} × 200`,
    observed: `${served} × 200 of ${others.length}`,
    holds: isEnough(phase) ? isEachAsItHasToBe({ n: others.length, hits: served, planned: 0 }) : undefined,
    counts: { others: others.length, served },
  });
}

function flagged(phase: Phase): Check {
  const looks = looksIn(phase);
  const addresses = new Set(replicasIn(phase, bad).map(({ address }) => address));
  const out = looks.flatMap((look) => look.out);
  const wrong = out.filter((address) => !addresses.has(hostOf(address)));
  const most = Math.max(0, ...looks.map((look) => look.out.length));
  return exactCheck({
    id: 'flag',
    claim: "the client's proxy says itself that the bad pod is out, and no other: never more than one of three",
    test: 'exact: flag failed_outlier_check, and ejected share',
    n: looks.length,
    against: noRule,
    expected: 'the flag at one look at least; on the bad pod alone',
    observed: `at ${out.length} of ${looks.length} looks; ${wrong.length} times on another pod; ${most} at once at most`,
    holds: looks.length < seconds / 2 ? undefined : out.length > 0 && wrong.length === 0 && most === 1,
    counts: { looks: looks.length, flagged: out.length, 'of another': wrong.length },
  });
}

/**
 * Two who know how often it was thrown out: the proxy's counter, and whoever sees its requests end. Of the last time nobody
 * sees the end if the load ends first.
 */
function sameNumber(phase: Phase, enough: number): Check {
  const spells = spellsIn(phase, enough);
  const ended = spells.filter(({ isOver }) => isOver).length;
  const mayHave = spells.filter(({ isOver, enoughAt }) => !isOver && enoughAt !== undefined).length;
  const byCounter = counted(phase, service, 'outlier_detection.ejections_enforced_total');
  return exactCheck({
    id: 'ejections',
    role: 'witness',
    claim:
      'the counter of the client’s proxy says that somebody was thrown out as often as requests to the bad pod ended',
    test: "conservation: absences = growth of the proxy's ejections_enforced_total",
    n: requestsIn(phase).length,
    against: undefined,
    expected: mayHave === 0 ? 'both the same' : 'both the same, or one more that the end of the load hides',
    observed: `${ended} times by the requests, ${byCounter} by the counter`,
    holds: isEnough(phase) ? byCounter >= ended && byCounter <= ended + mayHave : undefined,
    counts: { 'by the requests': ended, 'by the counter': byCounter },
  });
}
