import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readResults } from '../report/results-file.ts';
import { labs } from './index.ts';

/** Of each lab, the checks that it made in its last run under its rule on a real cluster. */
const { runs } = await readResults(join(import.meta.dirname, '../../../docs/lab-results.json'));
const madeBy = new Map(runs.filter(({ setting }) => !setting.isControl).map(({ lab, checked }) => [lab, checked]));

describe.each(labs.map((lab) => [lab.name, lab] as const))('%s', (name, { controls, caughtBy, holdsWhile = {} }) => {
  test('names for each of its controls, and for no other, checks that are to catch it', () => {
    expect(Object.keys(caughtBy).toSorted()).toEqual(controls.map((control) => control.name).toSorted());
    for (const ids of Object.values(caughtBy)) expect(ids).not.toEqual([]);
  });

  test('makes each of these checks', () => {
    expect(madeBy.get(name)).toEqual(expect.arrayContaining(Object.values(caughtBy).flat()));
  });

  test('makes each check of which it says under what condition it holds', () => {
    expect(madeBy.get(name)).toEqual(expect.arrayContaining(Object.keys(holdsWhile)));
  });
});
