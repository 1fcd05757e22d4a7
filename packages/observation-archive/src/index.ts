import { join } from 'node:path';

export { ObservationFileError, readObservationFile } from './read-observation-file.ts';
export { stationOf } from './stations.ts';

/** The shipped file: hourly observations of EWR, JFK and LGA, January to September 2013. */
export const archivePath = join(import.meta.dirname, '../nyc-hourly-2013-01-to-09.csv.gz');
