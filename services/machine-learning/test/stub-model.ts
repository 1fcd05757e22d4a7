import type { Observation } from '@weather/contracts';
import type { Model, ModelOutput } from '../src/domain/model.ts';

interface StubState {
  digest: number;
  count: number;
}

/** A model whose every word depends on all that it has learnt, and on the order: what differs in the fold shows. */
export const stubModel: Model<StubState> = {
  initialState: () => ({ digest: 0, count: 0 }),
  learn(state, observation) {
    state.digest = (state.digest * 31 + temperatureOf(observation) * 10 + 7) % 1_000_003;
    state.count++;
    return said(state, observation);
  },
  predict: (state, observation) => stubModel.learn({ ...state }, observation, ''),
};

function temperatureOf({ result }: Observation): number {
  return result.air_temperature?.value ?? 0;
}

function said(state: StubState, observation: Observation): ModelOutput {
  const value = temperatureOf(observation);
  const validTime = new Date(Date.parse(observation.phenomenonTime) + 3_600_000).toISOString();
  const mean = state.digest;
  const forecast = { mean, lower: mean - 1, upper: mean + 1, level: 0.9, unit: 'Cel' } as const;
  return {
    // As models do, it says nothing of its first readings.
    horizons: state.count > 2 ? [{ horizon: 1, validTime, air_temperature: forecast }] : [],
    anomalies: state.digest % 3 === 0 ? [{ kind: 'spike', score: 4, value, expected: { lower: -1, upper: 1 } }] : [],
  };
}
