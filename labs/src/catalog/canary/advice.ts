import type { Phase } from '../../bench/evidence.ts';
import { confidence, degrees, gainOf } from '../forecasts/better-forecaster.ts';
import type { ForecastErrors } from '../forecasts/forecast-errors.ts';
import { everyAnswer } from './split.ts';

/** Promote, hold or roll back. */
export function adviceOn(traffic: Phase, errors: readonly ForecastErrors[]): string {
  const found = gainOf(errors);
  const failures = everyAnswer(traffic);
  const fromV2 = traffic.load.records.filter(({ status, version }) => version === 'v2' && status !== 200).length;
  if (failures.result === 'fails')
    return fromV2 > 0
      ? `Roll back: v2 answered ${fromV2} requests with an error.`
      : 'Roll back: requests fail since the rule is there, before they reach a model.';
  if (found === undefined) return 'Hold: v2 got too little traffic to be judged.';
  const gain = `${degrees(found.mean)} less error, ${degrees(found.low)} to ${degrees(found.high)} with ${100 * confidence} % confidence`;
  if (found.low > 0) return `Promote: v2 forecasts better (${gain}) and fails no request.`;
  if (found.high < 0) return `Roll back: v2 forecasts worse (${gain}).`;
  return `Hold: the traffic does not yet say which model is better (${gain}).`;
}
