/** Magnus formula over water, coefficients of Alduchov & Eskridge (1996), J. Appl. Meteor. 35, 601–609. */
const a = 17.625;
const b = 243.04;

/**
 * Air temperature in Cel that belongs to a dew point (Cel) and a relative humidity (%); NaN when it cannot be told.
 * A thermometer can so be checked against a hygrometer.
 */
export function impliedTemperature(dewPoint: number, humidity: number): number {
  if (!(humidity >= 2 && humidity <= 105 && dewPoint > -60 && dewPoint < 60)) return Number.NaN;
  const exponent = (a * dewPoint) / (b + dewPoint) - Math.log(humidity / 100);
  return (b * exponent) / (a - exponent);
}
