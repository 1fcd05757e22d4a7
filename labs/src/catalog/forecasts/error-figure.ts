import type { Figure } from '../../report/figure.ts';
import { type ForecastErrors, meanError } from './forecast-errors.ts';

/** Both models' errors side by side. */
export const errorFigure = (errors: readonly ForecastErrors[]): Figure => ({
  kind: 'bars',
  title: 'Forecast error on the traffic that v2 got',
  says: 'Mean absolute error over 1 to 24 hours, both models on the same observations, each stretch counted once: shorter is better.',
  unit: '°C',
  bars: [
    { label: 'v1', value: meanError(errors, 'v1') },
    { label: 'v2', value: meanError(errors, 'v2') },
  ],
});
