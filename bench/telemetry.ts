import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Server } from './process.ts';
import type { Command } from './process.ts';
import { wrk } from './wrk.ts';

/**
 * The cost of the access log and of traces on the hot path: a 2 KB document served from the answer cache, with each of them off and on,
 * interleaved. Ratios are to everything off. Lines go to /dev/null; logs and traces are exported to a receiver that discards them.
 */
const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '5' }, seconds: { type: 'string', default: '3' } },
});
const rounds = Number(values.rounds);
const seconds = Number(values.seconds);
const base = 'http://127.0.0.1:4600';
const directory = mkdtempSync(join(tmpdir(), 'kiosque-bench-'));

const TRACES = { OTEL_TRACES: 'on', OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4601' };
const MODES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  off: {},
  'log, all': { LOG_REQUESTS: 'all' },
  'log, 10 %': { LOG_REQUESTS: 'all', LOG_SAMPLE_PERCENT: '10' },
  'log, all, exported': { ...TRACES, LOG_REQUESTS: 'all', OTEL_TRACES: 'off', OTEL_LOGS: 'on' },
  'traces, 1 %': { ...TRACES, OTEL_TRACES_SAMPLE_PERCENT: '1' },
  'traces, 100 %': { ...TRACES, OTEL_TRACES_SAMPLE_PERCENT: '100' },
};

interface Sample {
  readonly requestsPerSecond: number;
  readonly p99: number;
  readonly cpuMicroseconds: number;
  readonly residentMb: number;
}

function kiosque(mode: string): Command {
  return {
    name: mode,
    file: process.execPath,
    arguments: ['build/main.js'],
    environment: {
      PORT: '4600',
      FEATURES: 'content',
      MANAGEMENT_PORT: '0',
      CONTENT_DIRECTORY: directory,
      SHUTDOWN_DRAIN_SECONDS: '0',
      ...MODES[mode],
    },
    readyUrl: `${base}/readyz`,
  };
}

async function measure(mode: string): Promise<Sample> {
  const server = await Server.start(kiosque(mode));
  try {
    const url = `${base}/api/events`;
    await wrk(url, 1);
    const cpu = server.cpuSeconds();
    const load = await wrk(url, seconds);
    const cpuMicroseconds = ((server.cpuSeconds() - cpu) / (load.requestsPerSecond * seconds)) * 1e6;
    return { ...load, cpuMicroseconds, residentMb: server.residentMb() };
  } finally {
    await server.stop();
  }
}

function report(samples: ReadonlyMap<string, readonly Sample[]>): void {
  const median = (mode: string, key: keyof Sample): number => {
    const sorted = (samples.get(mode) ?? []).map((sample) => sample[key]).sort((left, right) => left - right);
    return sorted[Math.floor(sorted.length / 2)] ?? NaN;
  };
  const rows = Object.keys(MODES).map((mode) => ({
    mode,
    'requests/s': Math.round(median(mode, 'requestsPerSecond')),
    ratio: (median(mode, 'requestsPerSecond') / median('off', 'requestsPerSecond')).toFixed(2),
    'p99 ms': median(mode, 'p99').toFixed(2),
    'CPU µs/request': median(mode, 'cpuMicroseconds').toFixed(1),
    'CPU ratio': (median(mode, 'cpuMicroseconds') / median('off', 'cpuMicroseconds')).toFixed(2),
    'RSS MB': median(mode, 'residentMb').toFixed(0),
  }));
  process.stdout.write(`medians of ${String(rounds)} runs of ${String(seconds)} s, 64 connections\n`);
  console.table(rows);
}

async function main(): Promise<void> {
  const receiver = createServer((request, response) => {
    request.resume().once('end', () => response.end());
  }).listen(4601, '127.0.0.1');
  await once(receiver, 'listening');
  const samples = new Map<string, Sample[]>();
  for (let round = 0; round < rounds; round++) {
    for (const mode of Object.keys(MODES)) samples.set(mode, [...(samples.get(mode) ?? []), await measure(mode)]);
  }
  receiver.close();
  report(samples);
}

const items = Array.from({ length: 15 }, (_, id) => ({
  id,
  title: `Event number ${String(id)} of the year`,
  date: '2027-02-15',
  content: 'Doors open at six. '.repeat(3),
}));
writeFileSync(join(directory, 'events.json'), JSON.stringify({ events: items }));
try {
  await main();
} finally {
  rmSync(directory, { recursive: true, force: true });
}
