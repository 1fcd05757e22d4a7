import type { AnomalyKind } from '@weather/contracts';

/** What is known of one reading of the thermometer. Temperatures in Cel. */
export interface Check {
  /** ms since 1970. */
  time: number;
  value: number;
  /** By dew point and humidity (`impliedTemperature`); NaN when they were not measured. */
  implied: number;
  /** Forecast for now with its 90 % interval, made from the last reading that was believed; none at the start. */
  expected: { mean: number; lower: number; upper: number } | undefined;
}

/** A reading that is not believed. Without a kind it is too early to say why. */
export interface Finding {
  kind: AnomalyKind | undefined;
  score: number;
  expected: { lower: number; upper: number };
  /** A better value than the reading, in Cel. */
  believed: number;
  /** Fit to learn from all the same. */
  trusted: boolean;
}
