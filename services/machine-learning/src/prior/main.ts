import { writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { archivePath, observationFromRow, readObservationFile } from '@weather/observation-archive';
import { fitPrior } from './fit-prior.ts';

/** July and later are for reporting: nothing of them may be known to the prior. */
const end = '2013-07-01T00:00:00Z';

/** The prior as the text of its file, made from the shipped observations; the same text each time. */
export async function priorText(): Promise<string> {
  const rows = (await readObservationFile(archivePath)).filter((row) => row.time < end);
  const stations = [...new Set(rows.map((row) => row.station))].toSorted();
  const series = stations.map((station) => rows.filter((row) => row.station === station).map(observationFromRow));
  const fittedOn = {
    file: basename(archivePath),
    from: rows[0]!.time,
    to: rows.at(-1)!.time,
    observations: rows.length,
  };
  return `${JSON.stringify({ fittedOn, ...fitPrior(series) })}\n`;
}

if (import.meta.main) await writeFile(new URL('prior.json', import.meta.url), await priorText());
