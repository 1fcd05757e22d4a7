import type { WeatherConditionWord } from '@weather/contracts';
import type { JSX } from 'preact';

const sun = (
  <g class="glyph-sun">
    <circle cx="16" cy="16" r="5.6" />
    <path d="M16 4.5v3M16 24.5v3M4.5 16h3M24.5 16h3M7.9 7.9l2.1 2.1M22 22l2.1 2.1M24.1 7.9L22 10M10 22l-2.1 2.1" />
  </g>
);
const cloudPath = 'M9.2 22.5a5 5 0 0 1-.3-9.98 7.2 7.2 0 0 1 13.9 1.3A4.4 4.4 0 0 1 22.6 22.5z';
const cloud = <path class="glyph-cloud" d={cloudPath} />;
const highCloud = <path class="glyph-cloud" d={cloudPath} transform="translate(0 -4)" />;
const fogLines = <path class="glyph-mist" d="M6 22.5h20M8.5 26.5h15" />;

const drawings: Record<WeatherConditionWord, JSX.Element> = {
  clear: sun,
  cloudy: cloud,
  mist: <path class="glyph-mist" d="M6 9.5h14M9 14h17M6 18.5h17M11 23h13" />,
  fog: (
    <>
      {highCloud}
      {fogLines}
    </>
  ),
  drizzle: (
    <>
      {highCloud}
      <path class="glyph-rain" d="M11.5 22v2.2M16 24.2v2.2M20.5 22v2.2" />
    </>
  ),
  rain: (
    <>
      {highCloud}
      <path class="glyph-rain" d="M11.8 21.5l-2 5.5M16.8 21.5l-2 5.5M21.8 21.5l-2 5.5" />
    </>
  ),
  snow: (
    <>
      {highCloud}
      <path
        class="glyph-snow"
        d="M11 22v4.4M9.1 23.1l3.8 2.2M12.9 23.1l-3.8 2.2M20.5 22v4.4M18.6 23.1l3.8 2.2M22.4 23.1l-3.8 2.2"
      />
    </>
  ),
  thunderstorm: (
    <>
      {highCloud}
      <path class="glyph-bolt" d="M17.2 19.5l-4.4 5h3.4l-1.6 4.6 5-6h-3.6l1.8-3.6z" />
    </>
  ),
};

export const conditionWords = Object.keys(drawings) as WeatherConditionWord[];

/** The moon stands for a clear sky where the sun is down. */
const moon = (
  <path class="glyph-moon" d="M20.6 19.4A8.2 8.2 0 0 1 13 7.6a8.8 8.8 0 1 0 11.2 11.2 8.2 8.2 0 0 1-3.6.6z" />
);

/** The glyph of a condition; its word stands beside it or in the title. */
export function ConditionGlyph({ word, size, night = false }: GlyphProps) {
  return (
    <svg class="glyph" width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
      {word === null ? <path class="glyph-mist" d="M12 16h8" /> : night && word === 'clear' ? moon : drawings[word]}
    </svg>
  );
}

type GlyphProps = { word: WeatherConditionWord | null; size: number; night?: boolean };

/** The most probable condition, if any is given. */
export function likeliest(
  probabilities: Partial<Record<WeatherConditionWord, number>> | undefined,
): WeatherConditionWord | null {
  if (probabilities === undefined) return null;
  return conditionWords.reduce((best, word) => ((probabilities[word] ?? 0) > (probabilities[best] ?? 0) ? word : best));
}
