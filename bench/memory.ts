import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Server } from './process.ts';

/**
 * Changes a document a thousand times while the built service runs, and requests it in two formats and two codings after each change.
 * Memory is stable if the last fifth uses no more than the second, within the noise of the garbage collector.
 */
const CHANGES = 1000;
const SAMPLE_EVERY = 100;
const base = 'http://127.0.0.1:4610';
const directory = mkdtempSync(join(tmpdir(), 'kiosque-memory-'));

async function main(): Promise<void> {
  write(0);
  const server = await Server.start({
    name: 'kiosque',
    file: process.execPath,
    arguments: ['build/main.js'],
    environment: {
      FEATURES: 'content',
      PORT: '4610',
      MANAGEMENT_PORT: '4611',
      CONTENT_DIRECTORY: directory,
      CONTENT_CACHE_TTL_SECONDS: '0.1',
      SHUTDOWN_DRAIN_SECONDS: '0',
    },
    readyUrl: `${base}/readyz`,
  });
  const rows: { changes: number; 'RSS MB': string; 'heap used MB': string }[] = [];
  try {
    for (let change = 1; change <= CHANGES; change++) {
      write(change);
      await seen(change);
      for (const path of ['/api/events.yaml', '/events', '/']) await (await fetch(base + path)).arrayBuffer();
      if (change % SAMPLE_EVERY === 0) {
        rows.push({
          changes: change,
          'RSS MB': server.residentMb().toFixed(0),
          'heap used MB': (await heapMb()).toFixed(0),
        });
      }
    }
  } finally {
    await server.stop();
  }
  console.table(rows);
}

function write(version: number): void {
  const items = Array.from({ length: 390 }, (_, id) => ({
    id,
    title: `Event ${String(id)}`,
    date: '2027-02-15',
    content: `Version ${String(version)}. `.repeat(5),
  }));
  writeFileSync(join(directory, 'next'), JSON.stringify({ version, items }));
  renameSync(join(directory, 'next'), join(directory, 'events.json'));
}

async function seen(version: number): Promise<void> {
  const end = Date.now() + 10_000;
  while (Date.now() < end) {
    const { version: current } = (await (await fetch(`${base}/api/events`)).json()) as { version: number };
    if (current === version) return;
    await sleep(5);
  }
  throw new Error(`version ${String(version)} was not served within 10 s`);
}

async function heapMb(): Promise<number> {
  const text = await (await fetch('http://127.0.0.1:4611/metrics')).text();
  return Number(/^nodejs_heap_size_used_bytes (\S+)/m.exec(text)?.[1]) / 1e6;
}

try {
  await main();
} finally {
  rmSync(directory, { recursive: true, force: true });
}
