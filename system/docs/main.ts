import { configSchemas } from '../check/config-schemas.ts';
import { configurationTables } from './configuration.ts';
import { sectionOf, writeSection } from './operating.ts';

// `pnpm docs:configuration`: writes the tables of docs/operating.md anew from the services' schemas.
const before = sectionOf('configuration');
writeSection('configuration', configurationTables(configSchemas));
console.log(
  sectionOf('configuration') === before ? 'docs/operating.md was current' : 'docs/operating.md was rewritten',
);
