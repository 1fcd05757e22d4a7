// Runs in a pod, on plain Node: takes spans as OTLP over gRPC (4317) and HTTP (4318), and hands out undecoded those
// messages that contain the bytes that the path gives in hex (a trace id, a text of an attribute).
import { createServer } from 'node:http';
import { createServer as createHttp2Server } from 'node:http2';

/** The newest messages; a loaded mesh would fill any memory. */
const received = [];
const limit = 20_000;

function keep(message) {
  if (received.push(message) > limit) received.shift();
}

async function readAll(stream) {
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** A unary call: one message after five bytes of flag and length, an empty message back, and the status in a trailer. */
async function answerCall(stream) {
  const message = await readAll(stream);
  keep(message.subarray(5));
  stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
  stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
  stream.end(Buffer.alloc(5));
}

createHttp2Server()
  .on('stream', (stream) => void answerCall(stream).catch(() => stream.destroy()))
  .listen(4317);

createServer((request, response) => {
  if (request.method === 'GET') {
    const wanted = Buffer.from(request.url.slice(1), 'hex');
    const found = wanted.length === 0 ? [] : received.filter((message) => message.includes(wanted));
    return void response.end(JSON.stringify(found.map((message) => message.toString('base64'))));
  }
  readAll(request)
    .then((message) => {
      keep(message);
      response.setHeader('content-type', 'application/x-protobuf').end();
    })
    .catch(() => request.destroy());
}).listen(4318);
