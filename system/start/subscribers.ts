import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { eventTypeSchema } from '@weather/contracts';
import { z } from 'zod';

/** What the package of a service that subscribes by itself says of it. */
export const subscriberSchema = z.strictObject({
  portOffset: z.int().min(1).max(1000).describe('its port, counted from that of the page'),
  subscribesTo: z.array(eventTypeSchema).min(1),
});

export type Subscriber = z.output<typeof subscriberSchema> & { name: string };

const packageSchema = z.looseObject({ weather: subscriberSchema.optional() });

/** The services that were added to the system: those whose package.json says what they subscribe to, by name. */
export function findSubscribers(root: string): Subscriber[] {
  const folder = join(root, 'services');
  return readdirSync(folder)
    .toSorted()
    .flatMap((name) => {
      const { weather } = packageSchema.parse(JSON.parse(readFileSync(join(folder, name, 'package.json'), 'utf8')));
      return weather === undefined ? [] : [{ name, ...weather }];
    });
}
