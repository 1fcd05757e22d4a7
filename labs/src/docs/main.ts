import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { labs } from '../catalog/index.ts';
import { writePublishedSchema } from '../report/published-schema.ts';
import { readResults } from '../report/results-file.ts';
import { labsMarkdown } from './labs-markdown.ts';

// `pnpm docs:labs`: writes what is generated about the labs anew.
const docs = join(import.meta.dirname, '../../../docs');
writePublishedSchema(join(docs, 'lab-report.schema.json'));
await writeFile(join(docs, 'labs.md'), labsMarkdown(labs, await readResults(join(docs, 'lab-results.json'))));
