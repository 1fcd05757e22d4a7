/** U+2007: as wide as a digit, so that text of changing length neither jumps nor shifts its neighbours. */
const figureSpace = '\u2007';

/** `width` characters, a true minus sign, an en dash when there is no value. */
export function formatNumber(value: number | null | undefined, { digits = 1, width = 0, sign = false } = {}): string {
  if (value === null || value === undefined) return '–'.padStart(width, figureSpace);
  const fixed = Math.abs(value).toFixed(digits);
  const isZero = Number(fixed) === 0;
  const prefix = isZero ? (sign ? '±' : '') : value < 0 ? '−' : sign ? '+' : '';
  return `${prefix}${fixed}`.padStart(width, figureSpace);
}

export const formatTemperature = (value: number | null | undefined) => formatNumber(value, { width: 5 });

export const formatShare = (share: number | null | undefined) =>
  share === null || share === undefined ? '–' : `${String(Math.round(share * 100)).padStart(3, figureSpace)} %`;

const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const twoDigits = (value: number) => String(value).padStart(2, '0');

/** `14:00` in UTC. */
export function formatTime(milliseconds: number): string {
  const date = new Date(milliseconds);
  return `${twoDigits(date.getUTCHours())}:${twoDigits(date.getUTCMinutes())}`;
}

/** `Mon 1 Jul` in UTC. */
export function formatDay(milliseconds: number): string {
  const date = new Date(milliseconds);
  return `${weekdays[date.getUTCDay()]} ${date.getUTCDate()} ${months[date.getUTCMonth()]}`;
}

/** `Mon 1 Jul 14:00` in UTC. */
export const formatDayTime = (milliseconds: number) => `${formatDay(milliseconds)} ${formatTime(milliseconds)}`;

export const formatYear = (milliseconds: number) => String(new Date(milliseconds).getUTCFullYear());

/** A duration as people say it: `4 s`, `12 min`, `3 h`. */
export function formatAge(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  if (seconds < 100) return `${seconds} s`;
  if (seconds < 6000) return `${Math.round(seconds / 60)} min`;
  return `${Math.round(seconds / 3600)} h`;
}

const compass = ['N', 'NE', 'E', 'SE', 'S', 'SW', 'W', 'NW'];

/** Where wind of this direction in degrees comes from. */
export const formatCompass = (degrees: number | null) =>
  degrees === null ? '–' : compass[Math.round(degrees / 45) % 8]!;
