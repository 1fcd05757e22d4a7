// Runs in a pod, on plain Node, which strips the types: takes spans as OTLP over gRPC (4317) and HTTP (4318), and hands
// them out as JSON: GET /spans?from=0
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createHttp2Server, type ServerHttp2Stream } from 'node:http2';
import { type Span, spansIn } from './otlp-spans.ts';

/** The newest ones, numbered from the first that ever came; a loaded mesh would fill any memory. */
const received: Span[] = [];
const limit = 50_000;
let forgotten = 0;

function keep(message: Buffer): void {
  received.push(...spansIn(message));
  forgotten += received.splice(0, Math.max(0, received.length - limit)).length;
}

async function readAll(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** A unary call: one message after five bytes of flag and length, an empty message back, and the status in a trailer. */
async function answerCall(stream: ServerHttp2Stream): Promise<void> {
  const message = await readAll(stream);
  keep(message.subarray(5));
  stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
  stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
  stream.end(Buffer.alloc(5));
}

async function answerRequest(request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.method !== 'GET') {
    keep(await readAll(request));
    response.setHeader('content-type', 'application/x-protobuf').end();
    return;
  }
  // `from`: all from this number on, which the answer before has told as `next`.
  const from = Number(new URL(request.url!, 'http://collector').searchParams.get('from') ?? 0);
  const spans = received.slice(Math.max(0, from - forgotten));
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ next: forgotten + received.length, spans }));
}

createHttp2Server()
  .on('stream', (stream) => void answerCall(stream).catch(() => stream.destroy()))
  .listen(4317);

createServer((request, response) => void answerRequest(request, response).catch(() => request.destroy())).listen(4318);
