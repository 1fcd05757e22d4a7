import { join } from 'node:path';
import { writePublishedSchema } from './report/published-schema.ts';

writePublishedSchema(join(import.meta.dirname, '../../docs/lab-report.schema.json'));
