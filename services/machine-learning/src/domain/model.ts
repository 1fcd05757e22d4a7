import type { AnomalyKind, HorizonForecast, Observation } from '@weather/contracts';

/** A reading that a model does not believe, before it is dressed as an event. */
export interface SuspectReading {
  kind: AnomalyKind;
  /** How far beyond what was expected, in the detector's own scale. */
  score: number;
  /** Air temperature in Cel. */
  value: number;
  /** The range in Cel that would not have been flagged. */
  expected: { lower: number; upper: number };
}

/** What one observation led a model to say. */
export interface ModelOutput {
  /** One entry per horizon of `forecastHorizons`, in their order; empty when nothing can be said yet. */
  horizons: HorizonForecast[];
  anomalies: SuspectReading[];
}

/**
 * A forecasting model as a fold over one station's observations, in the order of the log.
 *
 * `learn` may change `state` in place (a model's matrices are too large to copy for each reading), but its
 * outcome depends on nothing but the state, the observation and the observation's id. Memory per station is bounded.
 */
export interface Model<State> {
  initialState(): State;
  /** Takes the observation into the state and says what the next hours will bring. */
  learn(state: State, observation: Observation, id: string): ModelOutput;
  /** What `learn` would say, leaving the state as it is. */
  predict(state: State, observation: Observation, id: string): ModelOutput;
}
