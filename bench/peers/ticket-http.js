import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { Redis } from 'ioredis';

/** The baseline for the queue: node:http that only calls the same script of the same Redis. */
const read = (name) => readFileSync(`build/scripts/${name}.lua`, 'utf8');
const redis = new Redis(Number(process.env.REDIS_PORT), '127.0.0.1');
const keys = ['tickets', 'waiting', 'called', 'requests', 'sequence', 'events'].map((name) => `kiosque:{peer}:${name}`);
redis.defineCommand('issue', {
  numberOfKeys: keys.length,
  lua: `local KEPT, SHOWN, SKIPPED = 1000, 50, 100\n${read('common')}\n${read('issue')}`,
});

createServer((request, response) => {
  if (request.method === 'GET') return response.end('ready');
  const token = `peer.${randomBytes(16).toString('base64url')}`;
  redis.issue(...keys, 0, token, '2026-11-21', '2026-11-21', 0, 'P', '', 0, 0, '', Date.now()).then(([json, ahead]) => {
    const body = `{"ticket":${json},"ahead":${ahead}}`;
    response.writeHead(201, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) });
    response.end(body);
  });
}).listen(Number(process.env.PORT), '127.0.0.1');
