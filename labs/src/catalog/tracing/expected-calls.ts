import { call, type Call } from '../calls.ts';

export const client = 'lab-client';
export const relay = 'relay';

/** What message-queue pushes to a model, and the forecasts that come back. */
const pushTo = (version: string): Call =>
  call('message-queue', `machine-learning-${version}`, 'machine-learning', [
    call('machine-learning', 'message-queue', 'message-queue'),
  ]);

/** All that one simulation of one observation leads to, whoever asks for it. */
export const simulationAskedBy = (asker: string): Call =>
  call(asker, 'simulation', 'simulation', [
    call('simulation', 'message-queue', 'message-queue', [pushTo('v1'), pushTo('v2')]),
  ]);

/** What is left of a trace where the relay forgets: it ends at the relay, and another begins there. */
export const endAtRelay: Call = call(client, relay, relay);
