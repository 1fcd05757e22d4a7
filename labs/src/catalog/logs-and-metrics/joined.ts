import type { Check } from '../../judgement/check.ts';
import { exactCheck } from '../../judgement/make-check.ts';
import { call, shapeOf, treesOf } from '../calls.ts';
import { byRequest, keyOf } from '../request-ids.ts';
import type { Told } from './evidence.ts';
import { client, queue, simulation } from './names.ts';

const isPassedOn = ({ status }: { status: number }) => status === 200;

/** Only with failures among them is it known that failures are told of. */
const saysSomething = ({ requests }: Told) => requests.some(isPassedOn) && !requests.every(isPassedOn);

/** Every request stands once, under its id, in every log that it came by. */
export function inAllLogs(told: Told): Check {
  const { requests, places } = told;
  const found = places.map((place) => ({ ...place, ids: byRequest(place.lines) }));
  const missing = requests.flatMap((request) =>
    found
      .filter(({ ids, seesRefused }) => {
        const wanted = seesRefused || isPassedOn(request) ? 1 : 0;
        return (ids.get(keyOf(request.id))?.length ?? 0) !== wanted;
      })
      .map(({ name }) => ({ id: request.id, name })),
  );
  const incomplete = new Set(missing.map(({ id }) => id)).size;
  const where = [...new Set(missing.map(({ name }) => name))];
  const n = requests.length;
  return exactCheck({
    id: 'one-id',
    claim: 'the id of a request stands once in the log of every proxy and every service that it came by',
    test: 'exact: joined by request id',
    n,
    against: { setting: 'a proxy that logs nothing, or an id that is not passed on', power: n === 0 ? 0 : 1 },
    expected: `${n} ids, each in three logs, and of requests that were served in six`,
    observed:
      incomplete === 0
        ? `all ${n} found wherever they came by`
        : `${incomplete} of ${n} are missing or repeated, in: ${where.join('; ')}`,
    holds: saysSomething(told) ? incomplete === 0 : undefined,
    counts: Object.fromEntries(
      found.map(({ name, ids }) => [name, requests.filter(({ id }) => ids.has(keyOf(id))).length]),
    ),
  });
}

/** Wherever an id stands, the same trace is named beside it, and no other request names it. */
export function inOneTrace(told: Told): Check {
  const { requests, places } = told;
  const lines = byRequest(places.flatMap((place) => place.lines));
  const named = requests.map(({ id }) => new Set((lines.get(keyOf(id)) ?? []).map(({ traceId }) => traceId)));
  const single = named.filter((ids) => ids.size === 1 && !ids.has('')).length;
  const different = new Set(named.flatMap((ids) => [...ids])).size;
  const n = requests.length;
  return exactCheck({
    id: 'one-trace',
    claim: 'all lines with one id name the same trace, and no two ids the same',
    test: 'exact: joined by request id',
    n,
    against: { setting: 'a service that does not pass the trace on', power: n === 0 ? 0 : 1 },
    expected: `${n} ids and ${n} traces, one for one`,
    observed: `${single} of ${n} ids name one trace; ${different} traces are named`,
    holds: saysSomething(told) ? single === n && different === n : undefined,
    counts: { ids: n, 'ids with one trace': single, traces: different },
  });
}

const refused = shapeOf(call(client, simulation, simulation));
const served = shapeOf(call(client, simulation, simulation, [call(simulation, queue, queue)]));

/** The trace that the logs name is there, whole, and carries the id. */
export function inTheTrace(told: Told): Check {
  const { requests, places, spans } = told;
  const [atClient] = places;
  const lines = byRequest(atClient!.lines);
  const traces = Map.groupBy(spans, ({ traceId }) => traceId);
  const whole = requests.filter((request) => {
    const trace = traces.get(lines.get(keyOf(request.id))?.[0]?.traceId ?? '') ?? [];
    const [piece, ...more] = treesOf(trace).map(shapeOf);
    const hasId = trace.every(({ requestId }) => keyOf(requestId) === keyOf(request.id));
    return hasId && more.length === 0 && piece === (isPassedOn(request) ? served : refused);
  }).length;
  const n = requests.length;
  return exactCheck({
    id: 'spans',
    claim:
      'the trace that the logs name is there, with a span of every proxy on the way, each with the id of the request',
    test: 'exact: joined by trace id and request id',
    n,
    against: { setting: 'an id that is not passed on', power: n === 0 ? 0 : 1 },
    expected: `${n} traces, of two spans each, and where the request was served of four`,
    observed: `${whole} of ${n} are so`,
    holds: saysSomething(told) ? whole === n : undefined,
    counts: { requests: n, 'whole traces': whole, spans: spans.length },
  });
}
