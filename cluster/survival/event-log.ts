import {
  deadLettersPageSchema,
  deadLettersPath,
  eventsPageSchema,
  eventsPath,
  subscriptionsPath,
  subscriptionsSchema,
  type StoredEvent,
  type Subscription,
} from '@weather/contracts';
import { request } from 'undici';
import type { z } from 'zod';
import { forwardPort } from './port-forward.ts';

/** message-queue of one namespace, asked past the mesh. */
export interface EventLog {
  eventsOf(station: string): Promise<StoredEvent[]>;
  subscriptions(): Promise<Subscription[]>;
  /** Of these stations. */
  deadLetters(stations: ReadonlySet<string>): Promise<string[]>;
}

/** Opens a way to message-queue's pod as it is now, and closes it after `use`. */
export async function withEventLog<T>(namespace: string, use: (log: EventLog) => Promise<T>): Promise<T> {
  const forwarded = await forwardPort(namespace, 'service/message-queue', 3001);
  try {
    return await use(eventLogAt(forwarded.origin));
  } finally {
    await forwarded.close();
  }
}

function eventLogAt(origin: string): EventLog {
  async function get<S extends z.ZodType>(path: string, query: Record<string, unknown>, schema: S) {
    const { statusCode, body } = await request(`${origin}${path}`, { query });
    const text = await body.text();
    if (statusCode !== 200) throw new Error(`message-queue answered ${path} with ${statusCode} ${text}`);
    return schema.parse(JSON.parse(text));
  }
  return {
    async eventsOf(station) {
      const events: StoredEvent[] = [];
      for (let after: number | undefined = 0; after !== undefined;) {
        const page: z.infer<typeof eventsPageSchema> = await get(
          eventsPath,
          { station, after, limit: 1000 },
          eventsPageSchema,
        );
        events.push(...page.items);
        after = page.next?.after;
      }
      return events;
    },
    subscriptions: async () => (await get(subscriptionsPath, {}, subscriptionsSchema)).items,
    async deadLetters(stations) {
      const { items } = await get(deadLettersPath, { limit: 1000 }, deadLettersPageSchema);
      return items
        .filter(({ event }) => stations.has(event.partitionkey))
        .map(({ subscription, event, lastError }) => `${subscription} was not given ${event.id}: ${lastError}`);
    },
  };
}
