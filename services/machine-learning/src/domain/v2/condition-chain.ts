import { weatherConditionWords, type WeatherConditionWord } from '@weather/contracts';

const words = weatherConditionWords.length;
/** Share spread evenly over all words, so that none is ever impossible. */
const floor = 0.004;

/**
 * A Markov chain of conditions whose transition probabilities depend on covariates: multinomial logistic regression
 * on the present condition (one-hot) and the covariates, one for each horizon, trained by stochastic gradient (Bishop,
 * Pattern Recognition and Machine Learning, 4.3.4).
 * Weights: one row of covariates per word.
 */
export type Chain = Float32Array;

/** Probability of each word, in their order, given covariates. */
export function probabilities(chain: Chain, covariates: Float32Array): Float64Array {
  const result = new Float64Array(words);
  let most = Number.NEGATIVE_INFINITY;
  for (let word = 0; word < words; word++) {
    const start = word * covariates.length;
    let sum = 0;
    for (let index = 0; index < covariates.length; index++) sum += chain[start + index]! * covariates[index]!;
    result[word] = sum;
    most = Math.max(most, sum);
  }
  let total = 0;
  for (let word = 0; word < words; word++) total += result[word] = Math.exp(result[word]! - most);
  for (let word = 0; word < words; word++) result[word] = (1 - floor) * (result[word]! / total) + floor / words;
  return result;
}

/** Takes in which word came after `covariates`. */
export function observeWord(chain: Chain, covariates: Float32Array, word: number, rate: number): void {
  const forecast = probabilities(chain, covariates);
  for (let index = 0; index < words; index++) {
    const step = rate * ((index === word ? 1 : 0) - forecast[index]!);
    const start = index * covariates.length;
    for (let at = 0; at < covariates.length; at++) chain[start + at]! += step * covariates[at]!;
  }
}

/** The probabilities by word. */
export function byWord(vector: Float64Array): Record<WeatherConditionWord, number> {
  return Object.fromEntries(weatherConditionWords.map((word, index) => [word, vector[index]!])) as Record<
    WeatherConditionWord,
    number
  >;
}
