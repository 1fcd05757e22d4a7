import { weatherConditionWords, type WeatherConditionWord } from '@weather/contracts';

export interface Surroundings {
  temperature: number;
  humidity: number;
  pressure: number;
  windSpeed: number;
  /** Departure from the day's mean temperature: positive in the afternoon. */
  daily: number;
}

/** How much likelier a condition is to last than to come anew. */
const persistence = 7;

/**
 * One step of a Markov chain whose weights follow the air: dry air clears, saturated still air fogs, low pressure
 * rains, and what falls is snow at the freezing point and below. `lot` is uniform in (0, 1).
 */
export function nextCondition(before: WeatherConditionWord, air: Surroundings, lot: number): WeatherConditionWord {
  const weights = weightsIn(air);
  weights[before] *= persistence;
  const total = weatherConditionWords.reduce((sum, word) => sum + weights[word], 0);
  let left = lot * total;
  for (const word of weatherConditionWords) {
    left -= weights[word];
    if (left < 0) return word;
  }
  return 'cloudy';
}

function weightsIn(air: Surroundings): Record<WeatherConditionWord, number> {
  const freezing = air.temperature <= 0.5;
  const dry = above(72, air.humidity, -6);
  const moist = above(82, air.humidity, 4);
  const wet = moist * above(1014, air.pressure, -4);
  const saturated = above(94, air.humidity, 1.5);
  return {
    clear: 1.5 * dry,
    cloudy: 0.6,
    mist: 0.5 * above(90, air.humidity, 2),
    fog: 1.2 * saturated * above(3, air.windSpeed, -0.7),
    drizzle: freezing ? 0 : 0.25 * moist,
    rain: freezing ? 0 : 0.7 * wet,
    snow: freezing ? 0.9 * wet + 0.15 * moist : 0,
    thunderstorm: air.temperature > 16 ? 0.35 * wet * above(1, air.daily, 0.7) : 0,
  };
}

/** 0 to 1: whether `value` is past the threshold, softened over `width` (negative: whether it is below). */
function above(threshold: number, value: number, width: number): number {
  return 1 / (1 + Math.exp((threshold - value) / width));
}
