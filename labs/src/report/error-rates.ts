import { amount, powerOfTen } from './number-format.ts';
import type { Report } from './report-schema.ts';

/** How far the verdict can be trusted, in sentences. */
export function errorRates({ verdict, attempts, lab }: Report): string[] {
  if (attempts.length === 0) return ['Nothing was sent, so that no test was made.'];
  if (verdict.outcome === 'inconclusive') return ['Nothing is claimed, so that there is nothing to be wrong about.'];
  const settings = [
    ...new Set(
      attempts.flatMap(({ checks }) =>
        checks.filter(({ role }) => role === 'law').flatMap(({ against }) => against?.setting ?? []),
      ),
    ),
  ];
  const falseAlarm =
    verdict.falseAlarm === 0
      ? `If the rule were right, “not reproduced” would come out in no run at all${onlyWhile(lab)}: its laws are exact.`
      : `If the rule were right, “not reproduced” would come out in ${rarely(verdict.falseAlarm)}${onlyWhile(lab)}.`;
  return [falseAlarm, caught(settings, verdict.power)];
}

function caught(settings: readonly string[], power: number | undefined): string {
  if (power === undefined) return 'The laws name no wrong setting that they would have caught.';
  const would = `would have been caught with probability ${atLeast(power)}`;
  return settings.length === 1
    ? `This wrong setting ${would}: ${settings.join()}.`
    : `Each of these wrong settings ${would}: ${settings.join('; ')}.`;
}

/** What has to be so for laws that rest on time; empty where there are none. */
export function onlyWhile({ holdsWhile = {} }: { holdsWhile?: Readonly<Record<string, string>> }): string {
  const conditions = [...new Set(Object.values(holdsWhile))];
  return conditions.length === 0 ? '' : `, as long as ${conditions.join(', and ')}`;
}

/** `at most 3 of 10⁸ runs`: an upper bound stays one, so that it is rounded up. */
export function rarely(chance: number): string {
  const exponent = Math.floor(Math.log10(chance));
  if (exponent >= -1) return `at most ${amount(Math.ceil(chance * 100))} of 100 runs`;
  // The little less keeps 10⁻⁸, computed as a square, from counting as more than one of 10⁸.
  const runs = Math.ceil(chance / 10 ** exponent - 1e-9);
  return runs === 10
    ? `at most 1 of ${powerOfTen(-exponent - 1)} runs`
    : `at most ${runs} of ${powerOfTen(-exponent)} runs`;
}

/** A lower bound, rounded down: `> 0.999`. */
export const atLeast = (chance: number) =>
  chance > 0.999 ? '>\u00a00.999' : `≥\u00a0${amount(Math.floor(chance * 1000 + 1e-9) / 1000)}`;
