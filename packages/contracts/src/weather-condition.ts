import { z } from 'zod';

/**
 * Present weather as the system tells it apart: a plain word for each WMO code table 4677 (ww) code
 * that is used. The code is the first of its group, so that a reader of the table lands in the right place.
 */
export const weatherConditionCodes = {
  clear: 0,
  cloudy: 3,
  mist: 10,
  fog: 45,
  drizzle: 51,
  rain: 61,
  snow: 71,
  thunderstorm: 95,
} as const;

export type WeatherConditionWord = keyof typeof weatherConditionCodes;

/** The words in the order of their codes; also the order of every probability vector. */
export const weatherConditionWords = Object.keys(weatherConditionCodes) as [
  WeatherConditionWord,
  ...WeatherConditionWord[],
];

export const weatherConditionWordSchema = z.enum(weatherConditionWords);

/** `{code, word}`; the two must name the same condition. */
export const weatherConditionSchema = z
  .strictObject({
    code: z.int().min(0).max(99),
    word: weatherConditionWordSchema,
  })
  .refine((condition) => weatherConditionCodes[condition.word] === condition.code, {
    message: 'code and word name different conditions; see WMO code table 4677',
    path: ['code'],
  });

export type WeatherCondition = z.infer<typeof weatherConditionSchema>;

/** The condition that a word names. */
export function weatherCondition(word: WeatherConditionWord): WeatherCondition {
  return { code: weatherConditionCodes[word], word };
}
