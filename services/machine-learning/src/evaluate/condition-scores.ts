import { forecastHorizons, weatherConditionWords, type WeatherConditionWord } from '@weather/contracts';
import type { Period } from './period.ts';
import type { Walk } from './walk.ts';

const hour = 3_600_000;

/** Scores of one horizon's condition forecasts over the period, beside those of the running climatology. */
export interface ConditionScore {
  station: string;
  horizon: number;
  forecasts: number;
  /** Mean of -ln(probability of what came), in nats: less is better. */
  logScore: number;
  logScoreClimatology: number;
  /** Share of outcomes that were held the most probable. */
  accuracy: number;
  accuracyClimatology: number;
}

type Probabilities = Readonly<Record<WeatherConditionWord, number>>;

/** A row for each horizon; none when the model or the file knows no conditions. */
export function conditionScores({ station, observations, outputs }: Walk, period: Period): ConditionScore[] {
  const words = new Map<number, WeatherConditionWord>();
  for (const { phenomenonTime, result } of observations) {
    if (result.weather_condition !== undefined) words.set(Date.parse(phenomenonTime), result.weather_condition.word);
  }
  const climatology = runningClimatology(words);
  const [from, to] = [Date.parse(period.from), Date.parse(period.to)];
  return forecastHorizons.flatMap((horizon, index) => {
    const scores = observations.flatMap(({ phenomenonTime }, at) => {
      const made = Date.parse(phenomenonTime);
      const time = made + horizon * hour;
      const [forecast, word] = [outputs[at]!.horizons[index]?.weather_condition, words.get(time)];
      const usual = climatology.get(made);
      if (forecast === undefined || word === undefined || usual === undefined || time < from || time >= to) return [];
      return [[...judged(forecast, word), ...judged(usual, word)]];
    });
    if (scores.length === 0) return [];
    const mean = (column: number) => scores.reduce((sum, row) => sum + row[column]!, 0) / scores.length;
    return {
      station,
      horizon,
      forecasts: scores.length,
      logScore: mean(0),
      logScoreClimatology: mean(2),
      accuracy: mean(1),
      accuracyClimatology: mean(3),
    };
  });
}

/** How often each word was seen up to each time, with one of each added (Laplace's rule). */
function runningClimatology(words: ReadonlyMap<number, WeatherConditionWord>): Map<number, Probabilities> {
  const counts = Object.fromEntries(weatherConditionWords.map((word) => [word, 1])) as Record<
    WeatherConditionWord,
    number
  >;
  let total = weatherConditionWords.length;
  const running = new Map<number, Probabilities>();
  for (const [time, word] of words) {
    counts[word]++;
    total++;
    const shares = weatherConditionWords.map((each) => [each, counts[each] / total]);
    running.set(time, Object.fromEntries(shares) as Probabilities);
  }
  return running;
}

/** The log score, and 1 when the word was held the most probable. */
function judged(probabilities: Probabilities, word: WeatherConditionWord): [number, number] {
  const most = Math.max(...Object.values(probabilities));
  return [-Math.log(probabilities[word]), probabilities[word] === most ? 1 : 0];
}
