import { createReadStream, existsSync } from 'node:fs';
import { createServer } from 'node:http';
import type { ServerResponse } from 'node:http';

/**
 * Serves the files of a directory on every address of its network namespace, and exits after a number of answers.
 * Usage: node list-server.ts <directory> <port> [<answers>] [<bearer token>]
 */
const [directory = '', port = '', answers = 'Infinity', token] = process.argv.slice(2);
let left = Number(answers);

createServer((request, response) => {
  const path = request.url ?? '/';
  if (path === '/') return response.end('reached');
  response.on('close', () => {
    if (--left <= 0) process.exit();
  });
  if (token !== undefined && request.headers.authorization !== `Bearer ${token}`) return response.writeHead(401).end();
  if (path.startsWith('/silent/')) return undefined;
  if (path === '/endless/all.txt') return endless(response);
  if (!existsSync(directory + path)) return response.writeHead(404).end();
  return createReadStream(directory + path).pipe(response);
}).listen(Number(port), '::', () => process.stdout.write('listening\n'));

/** A list without an end, and without a Content-Length. */
function endless(response: ServerResponse): void {
  const lines = '# more\n'.repeat(10_000);
  const write = (): void => {
    while (response.write(lines));
    response.once('drain', write);
  };
  write();
}
