import { archivePath, observationFromRow, readObservationFile } from '@weather/observation-archive';
import type { ArchivedStation } from '../domain/chosen-series.ts';
import type { ArchivedReading } from '../domain/replay-series.ts';

/** The shipped observations by station, in the order of time. */
export async function readArchive(): Promise<ArchivedStation[]> {
  const stations = new Map<string, ArchivedStation & { readings: ArchivedReading[] }>();
  for (const row of await readObservationFile(archivePath)) {
    const { station, phenomenonTime, result } = observationFromRow(row);
    const known = stations.get(station.id) ?? { station, readings: [] };
    known.readings.push({ time: Date.parse(phenomenonTime), result });
    stations.set(station.id, known);
  }
  return [...stations.values()];
}
