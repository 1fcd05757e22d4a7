// A service as one writes it in an afternoon: asks the next one the same, and hands its answer back. What comes in with
// a request it passes on only if it is told to: a mesh cannot know that the one request was made because of the other.
import { createServer } from 'node:http';

const { NEXT_URL = '', FORWARD = 'false' } = process.env;
const passedOn = FORWARD === 'true' ? ['x-request-id', 'traceparent', 'tracestate'] : [];

createServer((request, response) => {
  const headers = new Headers();
  for (const name of passedOn) {
    const value = request.headers[name];
    if (typeof value === 'string') headers.set(name, value);
  }
  fetch(`${NEXT_URL}${request.url}`, { method: request.method!, headers })
    .then(async (answer) => response.writeHead(answer.status).end(await answer.text()))
    .catch(() => response.writeHead(502).end());
}).listen(3001);
