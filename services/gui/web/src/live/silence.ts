import type { StationView } from '@weather/contracts';
import { formatAge } from '../weather/format.ts';
import { listenedAt } from './store.ts';

/** A station that has not said anything for this long is shown as silent: it has ended, or it is very slow. */
const silentAfterMs = 90_000;

/** How long a station has been silent, as people say it; empty while it speaks. */
export function silenceOf({ receivedAt }: StationView): string {
  const age = listenedAt.value - receivedAt;
  return age < silentAfterMs ? '' : formatAge(age);
}
