const radians = Math.PI / 180;
const day = 86_400_000;
const solsticeOf2012 = Date.parse('2012-12-21T11:12:00Z');
const year = 365.2422 * day;

type Place = { latitude: number; longitude: number };

/**
 * Whether the sun is below the horizon, to about a quarter of an hour: declination as a cosine from the December
 * solstice, local mean solar time, no refraction. Time in ms since 1970 UTC.
 */
export function isNight(time: number, { latitude, longitude }: Place): boolean {
  const declination = -23.44 * radians * Math.cos((2 * Math.PI * (time - solsticeOf2012)) / year);
  const hourAngle = (((time % day) / day) * 360 + longitude - 180) * radians;
  const sineOfElevation =
    Math.sin(latitude * radians) * Math.sin(declination) +
    Math.cos(latitude * radians) * Math.cos(declination) * Math.cos(hourAngle);
  return sineOfElevation < 0;
}
