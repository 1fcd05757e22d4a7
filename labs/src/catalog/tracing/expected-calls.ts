import { call, type Call } from '../calls.ts';
import type { Span } from '../spans.ts';

export const client = 'lab-client';
export const relay = 'relay';

/** The subscribers that are always there. */
const models = ['machine-learning-v1', 'machine-learning-v2'];

/** What message-queue pushes to a model, and the forecasts that come back. */
const pushTo = (model: string): Call =>
  call('message-queue', model, 'machine-learning', [call('machine-learning', 'message-queue', 'message-queue')]);

/** What message-queue pushes to a further subscriber, such as one that `pnpm new-service` wrote. */
export const isPushToOther = ({ by, asks }: Span): boolean =>
  by === 'message-queue' && asks !== undefined && !models.includes(asks);

/** All that one simulation of one observation leads to, whoever asks for it. */
export const simulationAskedBy = (asker: string): Call =>
  call(asker, 'simulation', 'simulation', [call('simulation', 'message-queue', 'message-queue', models.map(pushTo))]);

/** What is left of a trace where the relay forgets: it ends at the relay, and another begins there. */
export const endAtRelay: Call = call(client, relay, relay);
