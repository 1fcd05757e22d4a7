import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { labs } from '@weather/labs';
import { z } from 'zod';
import { courseDocument, documentPath } from '../course-document.ts';
import { hintFor, hintOnCheck, hintOnLayers, hints } from './index.ts';

const resultsSchema = z.object({
  runs: z.array(z.object({ lab: z.string(), checked: z.array(z.string()) })),
});

/** What was put to the test in the runs that the documentation tells of. */
const { runs } = resultsSchema.parse(
  JSON.parse(readFileSync(join(import.meta.dirname, '../../../docs/lab-results.json'), 'utf8')),
);

const checksOf = (lab: string) => runs.filter((run) => run.lab === lab).flatMap(({ checked }) => checked);

const runner = join(import.meta.dirname, '../../../labs/src/runner');
const layers = new Set(
  readdirSync(runner)
    .filter((name) => name.endsWith('causes.ts'))
    .flatMap((name) => [...readFileSync(join(runner, name), 'utf8').matchAll(/layer: '([^']+)'/g)])
    .map(([, layer]) => layer!),
);

describe('the hint catalogue', () => {
  const particular = hints.filter(({ lab }) => lab !== 'any');

  test.each(particular.map((hint) => [hint.lab, hint.belief, hint] as const))(
    '%s: "%s" is detected by a check that is there',
    (lab, _, { detectedBy }) => {
      expect('check' in detectedBy ? checksOf(lab) : [...layers]).toContain(Object.values(detectedBy)[0]);
    },
  );

  test('hints for any lab go by layers that findings have', () => {
    const named = hints.flatMap(({ lab, detectedBy }) =>
      lab === 'any' && 'layer' in detectedBy ? detectedBy.layer : [],
    );
    expect(named).not.toEqual([]);
    for (const layer of named) expect([...layers]).toContain(layer);
  });

  test('every lab has at least one of its own', () => {
    const without = labs.filter(({ name }) => !hints.some(({ lab }) => lab === name));
    expect(without.map(({ name }) => name)).toEqual([]);
  });

  test('each says something else, in a sentence', () => {
    expect(new Set(hints.map(({ says }) => says)).size).toBe(hints.length);
    for (const { says, belief } of hints) {
      expect(says).toMatch(/^[A-Za-z].*[.?]$/);
      expect(belief).toMatch(/\.$/);
    }
  });
});

test('a hint is found by check and by layer; what says least comes last', () => {
  expect(hintOnCheck('canary', 'share')?.says).toContain('weights');
  expect(hintOnCheck('mirroring', 'no-other')?.says).toContain('x-dark-launch: off');
  expect(hintOnCheck('authorization', 'claim')?.says).toContain('issuer');
  expect(hintOnCheck('random', 'share')).toBeUndefined();
  expect(hintOnLayers('canary', ['rule', 'subset'])?.detectedBy).toEqual({ layer: 'subset' });
  expect(hintOnLayers('canary', ['rule'])?.detectedBy).toEqual({ layer: 'rule' });
  expect(hintOnLayers('canary', [])).toBeUndefined();
});

test.each([
  ['a finding that names the place at fault', 'retry', ['each-request'], ['rule', 'retryOn'], { layer: 'retryOn' }],
  ['the check, of findings that say less', 'retry', ['each-request'], ['rule', 'retries'], { check: 'each-request' }],
  ['the check without a finding', 'canary', ['alone', 'share'], [], { check: 'share' }],
  ['a finding where the check has none', 'random', ['alone'], ['rule', 'proxy workers'], { layer: 'proxy workers' }],
  ['that the rule is another', 'canary', [], ['rule'], { layer: 'rule' }],
])('what is said is on %s', (_, lab, checks, found, detectedBy) => {
  expect(hintFor(lab, checks, found)?.detectedBy).toEqual(detectedBy);
});

test('docs/course.md is what `pnpm docs:course` writes', () => {
  expect(readFileSync(documentPath, 'utf8')).toBe(courseDocument());
});
