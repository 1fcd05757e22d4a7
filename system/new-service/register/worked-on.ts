import { isDeepStrictEqual } from 'node:util';
import type { ServiceIdentity } from '../template-files.ts';
import type { Registration } from './registration.ts';

/** Whether removing the service would take out of a text what `add` did not put there, or put there otherwise. */
export async function isWorkedOn(
  { add, remove, entriesOf }: Registration,
  text: string,
  service: ServiceIdentity,
): Promise<boolean> {
  if (entriesOf === undefined) return false;
  const written = entriesOf(await add(await remove(text, service), service), service);
  return entriesOf(text, service).some((entry) => !written.some((one) => isDeepStrictEqual(one, entry)));
}
