import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { currentIds } from './context.ts';
import { Problem, problemContentType, problemOf } from './problem.ts';
import type { Server } from './server-type.ts';

/** Answers any error as problem+json. What the client did not cause is logged in full and told in two words. */
export function answerError(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const problem = problemOf(error);
  const line = { method: request.method, route: request.routeOptions.url, status: problem.status, code: problem.code };
  if (problem.code === 'internal-error') {
    request.log.error({ ...line, err: error }, 'request failed');
  } else if (problem.status === 429 || problem.status === 503) {
    // Back-pressure is an answer like any other, and comes in floods.
    request.log.debug(line, 'request put off');
  } else {
    request.log.info({ ...line, detail: problem.detail }, 'request refused');
  }
  reply.code(problem.status).header('content-type', problemContentType);
  if (problem.retryAfterSeconds !== undefined) reply.header('retry-after', String(problem.retryAfterSeconds));
  reply.send(problem.body(currentIds().trace_id));
}

/** 404 for a path that nobody serves; 405 with Allow for one that is served under other methods. */
export function addNotFound(app: Server): void {
  const routes = new Map<string, { pattern: RegExp; methods: string[] }>();
  app.addHook('onRoute', ({ url, method }) => {
    const known = routes.get(url) ?? { pattern: patternOf(url), methods: [] };
    known.methods.push(...[method].flat());
    routes.set(url, known);
  });
  app.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?', 1)[0]!;
    const methods = [...routes.values()].filter(({ pattern }) => pattern.test(path)).flatMap((route) => route.methods);
    if (methods.length === 0) throw new Problem(404, 'not-found', 'there is nothing at this path');
    const allowed = [...new Set(methods)].toSorted().join(', ');
    reply.header('allow', allowed);
    throw new Problem(405, 'method-not-allowed', `this path takes ${allowed}`);
  });
}

/** Matches the paths that a route template stands for. */
function patternOf(url: string): RegExp {
  const steps = url.split('/').map((step) => {
    if (step.startsWith(':')) return '[^/]+';
    return step.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`).replaceAll('*', '.*');
  });
  return new RegExp(`^${steps.join('/')}$`);
}

/** Answers what is not even HTTP on the bare socket; headers name the server as in other answers. */
export function answerBrokenRequest(headers: Record<string, string>) {
  return (error: Error & { code?: string }, socket: Socket) => {
    // Node's mark of an answer under way: a second one in its midst would be read as its body.
    const answer = Reflect.get(socket, '_httpMessage') as { headersSent: boolean } | null | undefined;
    if (error.code === 'ECONNRESET' || !socket.writable || answer?.headersSent === true) {
      socket.destroy();
      return;
    }
    const problem = brokenRequestProblem(error.code);
    const body = JSON.stringify(problem.body());
    const lines = Object.entries({
      ...headers,
      'content-type': problemContentType,
      'content-length': Buffer.byteLength(body),
      connection: 'close',
    }).map(([name, value]) => `${name}: ${value}\r\n`);
    socket.end(`HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}\r\n${lines.join('')}\r\n${body}`);
  };
}

function brokenRequestProblem(code: string | undefined): Problem {
  if (code === 'HPE_HEADER_OVERFLOW') return new Problem(431, 'headers-too-large', 'headers must not exceed 16 KiB');
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT')
    return new Problem(408, 'request-timeout', 'the request took too long to arrive');
  return new Problem(400, 'bad-request', 'this is not a valid HTTP request');
}
