import { createServer } from 'node:http';
import { readRecording } from './recording.js';

/** The baseline: node:http that sends recorded bytes from a buffer, or 304 if the client has them. */
const { headers, notModified, body, etag } = readRecording();

createServer((request, response) => {
  if (request.headers['if-none-match'] === etag) {
    response.writeHead(304, notModified);
    response.end();
    return;
  }
  response.writeHead(200, headers);
  response.end(body);
}).listen(Number(process.env.PORT), '127.0.0.1');
