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
import { forwardPort } from '../src/port-forward.ts';
import type { Installation } from './workloads.ts';

/** message-queue of one installation, asked past the mesh. */
export interface EventLog {
  eventsOf(station: string): Promise<StoredEvent[]>;
  subscriptions(): Promise<Subscription[]>;
  /** Ends a subscription, if there is one of this id. */
  unsubscribe(id: string): Promise<void>;
  /** Of these stations. */
  deadLetters(stations: ReadonlySet<string>): Promise<string[]>;
}

/** Opens a way to message-queue's pod as it is now, and closes it after `use`. */
export async function withEventLog<T>(
  { kubectl, namespace }: Installation,
  use: (log: EventLog) => Promise<T>,
): Promise<T> {
  const { url, close } = await forwardPort(kubectl, { namespace, target: 'service/message-queue', port: 3001 });
  try {
    return await use(eventLogAt(url));
  } finally {
    close();
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
    async unsubscribe(id) {
      const { statusCode, body } = await request(`${origin}${subscriptionsPath}/${id}`, { method: 'DELETE' });
      await body.dump();
      if (statusCode >= 300 && statusCode !== 404)
        throw new Error(`message-queue answered ${statusCode} to ${id}'s end`);
    },
    async deadLetters(stations) {
      const { items } = await get(deadLettersPath, { limit: 1000 }, deadLettersPageSchema);
      return items
        .filter(({ event }) => stations.has(event.partitionkey))
        .map(({ subscription, event, lastError }) => `${subscription} was not given ${event.id}: ${lastError}`);
    },
  };
}
