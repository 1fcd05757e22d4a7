import type { Observation } from '@weather/contracts';
import type { Model, ModelOutput } from '../domain/model.ts';

/** What a model said of each of a station's observations, forecasts made before anything later was seen. */
export interface Walk {
  station: string;
  observations: readonly Observation[];
  outputs: ModelOutput[];
  /** CPU time of learning and predicting, in µs per observation. */
  microseconds: number;
}

/** One station's observations, in order of time. */
export type Series = readonly Observation[];

/** The observations by station, each in order of time. */
export function seriesByStation(observations: readonly Observation[]): Series[] {
  const ordered = observations.toSorted((a, b) => Date.parse(a.phenomenonTime) - Date.parse(b.phenomenonTime));
  const grouped = Map.groupBy(ordered, (observation) => observation.station.id);
  return [...grouped].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, series]) => series);
}

/** Walks one station's series through a fresh model. */
export function walk<State>(model: Model<State>, observations: Series): Walk {
  const station = observations[0]!.station.id;
  const state = model.initialState();
  const start = process.cpuUsage();
  const outputs = observations.map((observation, index) => model.learn(state, observation, `${station}-${index + 1}`));
  const { user, system } = process.cpuUsage(start);
  return { station, observations, outputs, microseconds: (user + system) / observations.length };
}
