const radians = Math.PI / 180;
const hour = 3_600_000;
const day = 24 * hour;
/** Length of the tropical year in days. */
const year = 365.2422;

/** Day of the year counted from 1 January 2000, 00:00 UTC, as an angle in radians. */
export function yearAngle(time: number): number {
  return ((time - Date.UTC(2000, 0, 1)) / day / year) * 2 * Math.PI;
}

/** Mean solar time in hours, 0 to 24, at a longitude in degrees east; `time` in ms since 1970. */
export function solarHour(time: number, longitude: number): number {
  const hours = time / hour + longitude / 15;
  return hours - Math.floor(hours / 24) * 24;
}

/** Declination of the sun in radians, within 0.5°: Cooper (1969), Solar Energy 12, 333–346. */
export function declination(time: number): number {
  return 23.45 * radians * Math.sin(yearAngle(time) - 1.3823);
}
