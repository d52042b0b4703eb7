import { execFileSync, spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

/**
 * Analysis of an access log with varied addresses and URLs, beside GoAccess and fail2ban-regex: each reads the same file on one core,
 * interleaved, and is measured in lines per second of CPU time. fail2ban-regex, which tries one filter, reads a part of the file.
 */
const { values } = parseArgs({
  options: {
    lines: { type: 'string', default: '1000000' },
    rounds: { type: 'string', default: '3' },
    filter: { type: 'string', default: 'apache-badbots' },
  },
});
const LINES = Number(values.lines);
const FAIL2BAN_LINES = Math.min(LINES, 50_000);
const directory = mkdtempSync(join(tmpdir(), 'kiosque-bench-'));
const log = join(directory, 'access.log');
const part = join(directory, 'part.log');
const addresses = join(directory, 'addresses.log');

/** A seeded generator (mulberry32), so that every run reads the same lines. */
function randomFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

const FOLDERS = [
  'news',
  'events',
  'faq',
  'static/js',
  'static/css',
  'images/2027',
  'api/v1/items',
  'products',
  'blog/2027/02',
  'search',
];
const NAMES = ['alpha', 'summer', 'index', 'item', 'a-long-title-of-an-article'];
const ENDINGS = ['', '.html', '.png', '.css', '.js', '.php', '/'];
const STATUSES = [200, 200, 200, 200, 200, 200, 200, 200, 304, 304, 301, 404];
const ATTACKS = [
  '?id=1%27%20OR%201=1--%20',
  '/../../../../etc/passwd',
  '/.env',
  '/wp-login.php',
  '?q=%3Cscript%3Ealert(1)%3C/script%3E',
];

function target(random: (below: number) => number): string {
  const of = (list: readonly string[]): string => list[random(list.length)] ?? '';
  const path = `/${of(FOLDERS)}/${of(NAMES)}-${String(random(100_000))}${of(ENDINGS)}`;
  const kind = random(1000);
  if (kind < 5) return kind < 2 ? path + of(ATTACKS) : of(ATTACKS);
  if (kind < 300)
    return `${path}?id=${String(random(10_000))}&page=${String(random(50))}&lang=${random(2) === 0 ? 'fr' : 'en'}`;
  return kind < 360 ? `${path}?q=summer+day%20caf%C3%A9` : path;
}

/** Writes lines; with `distinct`, each has an address of its own. */
function writeLog(file: string, lines: number, distinct: boolean): void {
  const random = randomFrom(7);
  const descriptor = openSync(file, 'w');
  let chunk = '';
  for (let line = 0; line < lines; line++) {
    const address = distinct || line % 3 > 0 ? line * 2_654_435_761 : random(256) + 0xc6336400;
    const client = [24, 16, 8, 0].map((shift) => String((address / 2 ** shift) & 255)).join('.');
    const second = Math.floor(line / 20) % 86_400;
    const clock = [second / 3600, (second / 60) % 60, second % 60]
      .map((value) => String(Math.floor(value)).padStart(2, '0'))
      .join(':');
    const status = String(STATUSES[random(STATUSES.length)]);
    const agent = `Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${String(90 + random(40))}.0.0.0 Safari/537.36`;
    chunk += `${client} - - [01/Feb/2027:${clock} +0000] "GET ${target(random)} HTTP/1.1" ${status} ${String(100 + random(50_000))} "-" "${agent}"\n`;
    if (chunk.length > 1_000_000) {
      writeSync(descriptor, chunk);
      chunk = '';
    }
  }
  writeSync(descriptor, chunk);
  closeSync(descriptor);
}

interface Run {
  readonly seconds: number;
  readonly residentMb: number;
}

/** Runs a program on one core; CPU time and memory are read by GNU time's format from the shell's rusage. */
function run(file: string, ...args: string[]): Run {
  const measured = spawnSync('taskset', ['-c', '0', '/usr/bin/time', '-f', '%U %S %M', file, ...args], {
    encoding: 'utf8',
    maxBuffer: 1 << 30,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const [user, system, kilobytes] = (measured.stderr.trim().split('\n').at(-1) ?? '').split(' ').map(Number);
  if (measured.status !== 0 || user === undefined || system === undefined || kilobytes === undefined)
    throw new Error(`${file} failed: ${measured.stderr.slice(-500)}`);
  return { seconds: user + system, residentMb: kilobytes / 1024 };
}

const analyse = (file: string): Run =>
  run(process.execPath, 'service/commands/security-log.ts', 'analyse', file, '--json');
const parse = (file: string): Run => run(process.execPath, 'bench/security-parse.ts', file);

const PROGRAMS: Readonly<Record<string, { readonly lines: number; readonly run: () => Run }>> = {
  'kiosque, parsing': { lines: LINES, run: () => parse(log) },
  'kiosque, analysis': { lines: LINES, run: () => analyse(log) },
  goaccess: {
    lines: LINES,
    run: () => run('goaccess', log, '--log-format=COMBINED', '-o', join(directory, 'report.json')),
  },
  [`fail2ban-regex ${values.filter}`]: {
    lines: FAIL2BAN_LINES,
    run: () => run('fail2ban-regex', part, `/etc/fail2ban/filter.d/${values.filter}.conf`),
  },
};

function median(numbers: readonly number[]): number {
  return [...numbers].sort((left, right) => left - right)[Math.floor(numbers.length / 2)] ?? NaN;
}

function main(): void {
  writeLog(log, LINES, false);
  writeLog(addresses, LINES, true);
  writeFileSync(part, execFileSync('head', ['-n', String(FAIL2BAN_LINES), log], { maxBuffer: 1 << 30 }));
  const samples = new Map<string, Run[]>();
  for (let round = 0; round < Number(values.rounds); round++) {
    for (const [name, program] of Object.entries(PROGRAMS))
      samples.set(name, [...(samples.get(name) ?? []), program.run()]);
  }
  const rate = (name: string): number =>
    (PROGRAMS[name]?.lines ?? 0) / median((samples.get(name) ?? []).map(({ seconds }) => seconds));
  const rows = Object.keys(PROGRAMS).map((name) => ({
    program: name,
    'lines/s of CPU': Math.round(rate(name)),
    'analysis is faster by': (rate('kiosque, analysis') / rate(name)).toFixed(1),
    'RSS MB': median((samples.get(name) ?? []).map(({ residentMb }) => residentMb)).toFixed(0),
  }));
  process.stdout.write(`medians of ${values.rounds} runs, ${String(LINES)} lines\n`);
  console.table(rows);
  const distinct = analyse(addresses);
  process.stdout.write(
    `${String(LINES)} distinct addresses: ${distinct.residentMb.toFixed(0)} MB, ${Math.round(LINES / distinct.seconds).toString()} lines/s\n`,
  );
}

try {
  main();
} finally {
  rmSync(directory, { recursive: true, force: true });
}
