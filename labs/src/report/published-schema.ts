import { writeFileSync } from 'node:fs';
import { z } from 'zod';
import { reportSchema } from './report-schema.ts';
import { resultsSchema } from './results-schema.ts';

/** Of the JSON files that the labs write: one lab's report, and the outcomes of many runs. JSON Schema 2020-12. */
export function publishedSchema(): object {
  const definitions = { report: reportSchema, results: resultsSchema };
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: "Report of weather-mesh's labs",
    anyOf: Object.keys(definitions).map((name) => ({ $ref: `#/$defs/${name}` })),
    $defs: Object.fromEntries(Object.entries(definitions).map(([name, schema]) => [name, inFile(schema)])),
  };
}

/** Writes it where the documentation has it. */
export const writePublishedSchema = (path: string) =>
  writeFileSync(path, `${JSON.stringify(publishedSchema(), undefined, 2)}\n`);

/** The schema of what a file holds, which is not always what is made of it when it is read. */
function inFile(schema: z.ZodType): object {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: 'input', reused: 'inline' });
  return rest;
}
