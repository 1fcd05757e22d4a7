import {
  subscriptionIdSchema,
  subscriptionRequestSchema,
  subscriptionSchema,
  subscriptionsPath,
  subscriptionsSchema,
} from '@weather/contracts';
import { Problem, type Server } from '@weather/service-kit';
import { z } from 'zod';
import type { Subscriptions } from '../domain/subscriptions.ts';

/** GET, POST /api/v1/subscriptions and GET, DELETE /api/v1/subscriptions/{id}. */
export function addSubscriptionRoutes(app: Server, subscriptions: Subscriptions): void {
  const tags = ['subscriptions'];
  const params = z.strictObject({ id: subscriptionIdSchema });
  const one = `${subscriptionsPath}/:id`;

  app.get(
    subscriptionsPath,
    { schema: { tags, summary: 'All subscriptions', response: { 200: subscriptionsSchema } } },
    async () => ({ items: subscriptions.list() }),
  );

  app.get(
    one,
    { schema: { tags, summary: 'A subscription', params, response: { 200: subscriptionSchema } } },
    async ({ params: { id } }) => {
      return subscriptions.get(id) ?? missing(id);
    },
  );

  const create = {
    tags,
    summary: 'Have events pushed to a sink',
    body: subscriptionRequestSchema,
    response: { 200: subscriptionSchema, 201: subscriptionSchema },
  };
  app.post(subscriptionsPath, { schema: create }, async ({ body }, reply) => {
    const { subscription, created } = await subscriptions.create(body);
    if (created) reply.code(201).header('location', `${subscriptionsPath}/${subscription.id}`);
    return subscription;
  });

  const remove = {
    tags,
    summary: 'End a subscription; its dead letters go too',
    params,
    response: { 204: z.null().describe('It is gone') },
  };
  app.delete(one, { schema: remove }, async ({ params: { id } }, reply) => {
    if (!(await subscriptions.remove(id))) missing(id);
    return reply.code(204).send(null);
  });
}

function missing(id: string): never {
  throw new Problem(404, 'not-found', `there is no subscription ${id}`);
}
