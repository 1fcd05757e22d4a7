import { eventContentType, eventsPath, eventTypes, modelPath, openApiPath, stationSource } from '@weather/contracts';
import type { RequestPlan, RequestVariant } from '../../load/plan.ts';
import { urlOf } from '../names.ts';
import { sequentially } from '../requests.ts';
import { forgedTokenFor, tokenFor } from './tokens.ts';

/** Decides by the caller's certificate. */
export const byCaller = 'machine-learning-v1';
/** Decides by the caller's token. */
export const byToken = 'machine-learning-v2';

/**
 * Who asks: `reader` is named by the policy, `pusher` is message-queue's account, under which the system's own calls are
 * made, and `stranger` has an account that is named nowhere.
 */
export const callers = ['reader', 'stranger', 'pusher'] as const;
export type Caller = (typeof callers)[number];

/** The accounts whose certificates they show; undefined: the namespace's default one. */
export const accounts: Record<Caller, string | undefined> = {
  reader: 'model-reader',
  stranger: undefined,
  pusher: 'message-queue',
};

/** One kind of request, and what has to become of each. */
export interface Kind {
  name: string;
  at: typeof byCaller | typeof byToken;
  status: 200 | 401 | 403;
  /** Which of the laws it is a case of. */
  law: string;
}

const kind = (name: string, at: Kind['at'], status: Kind['status'], law: string): Kind => ({ name, at, status, law });

/** What each caller asks, in turn. */
export const kinds: Record<Caller, readonly Kind[]> = {
  reader: [
    kind('reads the model', byCaller, 200, 'named-caller'),
    kind('reads something else', byCaller, 403, 'other-path'),
    kind('writes the model', byCaller, 403, 'other-method'),
    kind('role forecaster', byToken, 200, 'claim'),
    kind('no role', byToken, 403, 'no-claim'),
    kind('expired', byToken, 401, 'bad-token'),
    kind('forged', byToken, 401, 'bad-token'),
    kind('no token', byToken, 403, 'no-token'),
  ],
  stranger: [
    kind('reads the model', byCaller, 403, 'other-caller'),
    kind('pushes', byCaller, 403, 'other-caller'),
    kind('role forecaster', byToken, 200, 'claim'),
    kind('pushes', byToken, 403, 'no-token'),
  ],
  pusher: [kind('pushes', byCaller, 200, 'system-calls'), kind('pushes', byToken, 200, 'system-calls')],
};

export const requestsEach = 60;

const hour = 3600;

const push = (at: Kind['at']): RequestVariant => ({ method: 'POST', url: urlOf(at, eventsPath) });

/** How each kind is asked, in the same order. */
function variantsOf(caller: Caller, now: number): RequestVariant[] {
  const model = urlOf(byCaller, modelPath);
  const modelByToken = urlOf(byToken, modelPath);
  const bearing = (token: string): RequestVariant => ({
    url: modelByToken,
    headers: { authorization: `Bearer ${token}` },
  });
  const claims = { issuedAt: now - 2 * hour, expires: now + hour, role: 'forecaster' };
  switch (caller) {
    case 'reader':
      return [
        { url: model },
        { url: urlOf(byCaller, openApiPath) },
        { method: 'POST', url: model },
        bearing(tokenFor(claims)),
        bearing(tokenFor({ issuedAt: claims.issuedAt, expires: claims.expires })),
        bearing(tokenFor({ ...claims, expires: now - hour })),
        bearing(forgedTokenFor(claims)),
        { url: modelByToken },
      ];
    case 'stranger':
      return [{ url: model }, push(byCaller), bearing(tokenFor(claims)), push(byToken)];
    case 'pusher':
      return [push(byCaller), push(byToken)];
  }
}

/** @param now seconds since 1970, by which tokens are valid or not */
export function planOf(caller: Caller, now: number): Omit<RequestPlan, 'id'> {
  const isPusher = caller === 'pusher';
  return sequentially({
    url: urlOf(byCaller, modelPath),
    variants: variantsOf(caller, now),
    requests: kinds[caller].length * requestsEach,
    headers: isPusher ? { 'content-type': eventContentType } : {},
    bodies: isPusher ? [JSON.stringify(observation)] : [],
  });
}

/** Without a position in the log it is answered, and not learnt. */
const observation = {
  specversion: '1.0',
  id: 'lab-authorization-1',
  type: eventTypes.observation,
  source: stationSource('lab-authorization'),
  time: '2013-07-01T00:00:00Z',
  datacontenttype: 'application/json',
  partitionkey: 'lab-authorization',
  sequence: '000000000001',
  data: {
    phenomenonTime: '2013-07-01T00:00:00Z',
    station: { id: 'lab-authorization', name: 'Lab', latitude: 40.6925, longitude: -74.1687, elevation: 5 },
    result: { air_temperature: { value: 22.2, unit: 'Cel' } },
  },
};
