import type { WeatherConditionWord } from '@weather/contracts';
import { round } from './rounding.ts';

/** What airport stations report when nothing limits the view: ten statute miles. */
const unlimited = 16_093;

/** Per condition: least and most precipitation in mm in the hour, and least and most visibility in m. */
const ranges: Record<WeatherConditionWord, { precipitation: [number, number]; visibility: [number, number] }> = {
  clear: { precipitation: [0, 0], visibility: [unlimited, unlimited] },
  cloudy: { precipitation: [0, 0], visibility: [unlimited, unlimited] },
  mist: { precipitation: [0, 0], visibility: [1000, 5000] },
  fog: { precipitation: [0, 0], visibility: [100, 900] },
  drizzle: { precipitation: [0.1, 0.5], visibility: [3000, 9000] },
  rain: { precipitation: [0.5, 9], visibility: [2500, 11_000] },
  snow: { precipitation: [0.2, 3], visibility: [400, 5000] },
  thunderstorm: { precipitation: [2, 28], visibility: [1500, 8000] },
};

/** What falls (mm) and how far one sees (m) in a condition; both lots are uniform in (0, 1). The more falls, the less one sees. */
export function fallout(
  condition: WeatherConditionWord,
  amountLot: number,
  viewLot: number,
): { precipitation: number; visibility: number } {
  const { precipitation, visibility } = ranges[condition];
  // Cubed, because most hours of rain bring little.
  const heaviness = amountLot ** 3;
  const clearness = 0.7 * (1 - amountLot) + 0.3 * viewLot;
  return {
    precipitation: round(precipitation[0] + (precipitation[1] - precipitation[0]) * heaviness, 1),
    visibility: round(visibility[0] + (visibility[1] - visibility[0]) * clearness, 0),
  };
}
