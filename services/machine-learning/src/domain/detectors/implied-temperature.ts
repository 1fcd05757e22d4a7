/** Magnus's constants over water: Alduchov & Eskridge (1996), J. Appl. Meteorol. 35, 601–609. */
const a = 17.625;
const b = 243.04;

/**
 * The air temperature in Cel at which a dew point (Cel) goes with a relative humidity (%). A hygrometer that measures
 * both apart from the thermometer thus tells its temperature too. NaN when they tell nothing.
 */
export function impliedTemperature(dewPoint: number, relativeHumidity: number): number {
  if (!(relativeHumidity >= 1 && dewPoint > -100 && dewPoint < 100)) return Number.NaN;
  const exponent = (a * dewPoint) / (b + dewPoint) - Math.log(relativeHumidity / 100);
  return (b * exponent) / (a - exponent);
}
