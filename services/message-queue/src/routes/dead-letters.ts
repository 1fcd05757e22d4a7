import {
  deadLettersPageSchema,
  deadLettersPath,
  deadLettersQuerySchema,
  redrivenSchema,
  redriveRequestSchema,
} from '@weather/contracts';
import type { Server } from '@weather/service-kit';
import type { StoredFailure, SubscriptionStore } from '../domain/subscription.ts';
import type { Subscriptions } from '../domain/subscriptions.ts';
import { sendJsonText } from './json-text.ts';

/** GET /api/v1/dead-letters and POST /api/v1/dead-letters/redrive. */
export function addDeadLetterRoutes(
  app: Server,
  { store, subscriptions }: { store: SubscriptionStore; subscriptions: Subscriptions },
): void {
  const tags = ['dead letters'];
  const list = {
    tags,
    summary: 'Events that a subscription could not be given',
    querystring: deadLettersQuerySchema,
    response: { 200: deadLettersPageSchema },
  };
  app.get(deadLettersPath, { schema: list }, async ({ query: { subscription, after = 0, limit } }, reply) => {
    const failures = store.deadLetters({
      after,
      limit: limit + 1,
      ...(subscription !== undefined && { subscription }),
    });
    const items = failures.slice(0, limit);
    const next = failures.length > limit ? { after: items.at(-1)!.id } : null;
    sendJsonText(reply, `{"items":[${items.map(deadLetterText).join(',')}],"next":${JSON.stringify(next)}}`);
    return reply;
  });

  const redrive = {
    tags,
    summary: 'Try dead letters again',
    body: redriveRequestSchema,
    response: { 200: redrivenSchema },
  };
  app.post(`${deadLettersPath}/redrive`, { schema: redrive }, async ({ body: { subscription, ids } }) => {
    return { redriven: await subscriptions.redrive(ids ? { ids } : { subscription: subscription! }) };
  });
}

function deadLetterText({
  id,
  subscription,
  record,
  attempts,
  lastStatus,
  lastError,
  failedAt,
}: StoredFailure): string {
  const rest = {
    id,
    subscription,
    position: record.position,
    attempts,
    lastStatus,
    lastError,
    failedAt: new Date(failedAt).toISOString(),
  };
  return `${JSON.stringify(rest).slice(0, -1)},"event":${record.text}}`;
}
