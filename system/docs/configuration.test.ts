import { expect, test } from 'vitest';
import { configurationTables } from './configuration.ts';
import { sectionOf } from './operating.ts';

test("the manual's tables of variables are those of the schemas (else: pnpm docs:configuration)", () => {
  expect(sectionOf('configuration')).toBe(configurationTables());
});

test('every variable has a meaning', () => {
  expect(configurationTables()).not.toMatch(/\|\s*\|$/m);
});
