import Fastify from 'fastify';
import { readRecording } from './recording.js';

/** Plain Fastify that sends recorded bytes from a buffer. */
const { headers, notModified, body, etag } = readRecording();
const { 'Content-Length': _length, ...rest } = headers;
const app = Fastify();

app.get('/*', (request, reply) => {
  if (request.headers['if-none-match'] === etag) return reply.code(304).headers(notModified).send();
  return reply.headers(rest).send(body);
});

await app.listen({ port: Number(process.env.PORT), host: '127.0.0.1' });
