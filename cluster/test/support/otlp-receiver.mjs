// Runs in a pod, on plain Node: takes spans as OTLP over gRPC (4317) and HTTP (4318) and hands them out undecoded.
import { createServer } from 'node:http';
import { createServer as createHttp2Server } from 'node:http2';

const received = [];

async function readAll(stream) {
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** A unary call: one message after five bytes of flag and length, an empty message back, and the status in a trailer. */
async function answerCall(stream) {
  const message = await readAll(stream);
  received.push(message.subarray(5).toString('base64'));
  stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
  stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
  stream.end(Buffer.alloc(5));
}

createHttp2Server()
  .on('stream', (stream) => void answerCall(stream).catch(() => stream.destroy()))
  .listen(4317);

createServer((request, response) => {
  if (request.method === 'GET') return void response.end(JSON.stringify(received));
  readAll(request)
    .then((message) => {
      received.push(message.toString('base64'));
      response.setHeader('content-type', 'application/x-protobuf').end();
    })
    .catch(() => request.destroy());
}).listen(4318);
