import { createServer } from 'node:http';
import { readRecording } from './recording.js';

/** The yardstick: node:http answering recorded bytes from a ready buffer, 304 to the client that holds them. */
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
