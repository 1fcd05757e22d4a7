import { writeFileSync } from 'node:fs';
import { courseDocument, documentPath } from './course-document.ts';

// `pnpm docs:course`: writes docs/course.md anew from the catalog and the hints.
writeFileSync(documentPath, courseDocument());
