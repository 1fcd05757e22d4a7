import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { publishedSchema } from '../src/report/published-schema.ts';

test('docs/lab-report.schema.json is what `pnpm docs:labs` writes', async () => {
  const published = await readFile(join(import.meta.dirname, '../../docs/lab-report.schema.json'), 'utf8');
  expect(JSON.parse(published)).toEqual(publishedSchema());
});
