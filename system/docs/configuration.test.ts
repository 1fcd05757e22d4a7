import { expect, test } from 'vitest';
import { configSchemas } from '../check/config-schemas.ts';
import { configurationTables } from './configuration.ts';
import { sectionOf } from './operating.ts';

test("the manual's tables of variables are those of the schemas (else: pnpm docs:configuration)", () => {
  expect(sectionOf('configuration')).toBe(configurationTables(configSchemas));
});

test('every variable has a meaning', () => {
  expect(configurationTables(configSchemas)).not.toMatch(/\|\s*\|$/m);
});
