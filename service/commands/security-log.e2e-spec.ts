import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { runCommand } from '../test/run-command.ts';
import type { Ended } from '../test/run-command.ts';

const COMMAND = 'service/commands/security-log.ts';
const SSHD = Array.from(
  { length: 6 },
  (_, at) =>
    `Feb  1 00:00:0${String(at)} host sshd[${String(at)}]: Failed password for root from 192.0.2.1 port 1 ssh2`,
);
const ACCESS = [
  '203.0.113.9 - - [01/Feb/2027:00:00:00 +0000] "GET /.env HTTP/1.1" 200 700 "-" "x"',
  '198.51.100.4 - - [01/Feb/2027:00:00:01 +0000] "GET / HTTP/1.1" 200 700 "-" "x"',
];

describe('npm run security-log', () => {
  let directory: string;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'kiosque-security-log-'));
    await writeFile(join(directory, 'auth.log'), `${SSHD.join('\n')}\n`);
    await writeFile(join(directory, 'access.log.1.gz'), gzipSync(ACCESS.join('\r\n')));
  });
  afterAll(() => rm(directory, { recursive: true }));

  function run(...args: string[]): Promise<Ended> {
    return runCommand(process.execPath, [COMMAND, ...args], { env: { PATH: process.env['PATH'] } });
  }

  it('should report on plain and compressed files', async () => {
    const { code, stdout, stderr } = await run(
      'analyse',
      join(directory, 'auth.log'),
      join(directory, 'access.log.1.gz'),
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('Findings: 1 attack, 1 attempt\n');
    expect(stdout).toMatch(/^ATTACK {2}probe {2}203\.0\.113\.9 {2}1 hit, score 1\.0 {2}\(sensitive-file\)$/m);
    expect(stdout).toMatch(/^ATTEMPT {2}brute-force {2}192\.0\.2\.1 {2}6 hits/m);
    expect(stdout).toContain('Failed sign-ins: 6 from 1 address; accepted: 0');
    expect(stdout).toContain('access.log.1.gz: 2 lines, format combined, 0 unreadable');
  });

  it('should name a file that ends in the middle', async () => {
    const file = join(directory, 'cut.log.gz');
    await writeFile(file, gzipSync(ACCESS.join('\n')).subarray(0, -20));
    const { code, stderr } = await run('analyse', file);
    expect([code, stderr]).toEqual([
      2,
      `${file} cannot be read to its end: unexpected end of file. Check its permissions, and that it is complete.\n`,
    ]);
  });

  it('should read standard input, and print JSON', async () => {
    const child = execFile(process.execPath, [COMMAND, 'analyse', '-', '--json']);
    let output = '';
    child.stdout?.on('data', (chunk: string) => (output += chunk));
    child.stdin?.end(`${ACCESS.join('\n')}\nnot a line\u0007\n`);
    await new Promise((resolve) => child.once('close', resolve));
    expect(JSON.parse(output)).toMatchObject({
      from: '2027-02-01T00:00:00.000Z',
      origins: [{ origin: 'stdin', lines: 3, unreadable: 1, example: 'not a line\ufffd' }],
      findings: [{ kind: 'probe', level: 'attack', source: '203.0.113.9' }],
    });
  });

  it('should print figures for annotated logs', async () => {
    const answers = {
      failed_password_attempts: 6,
      failed_password_attempts_for_invalid_users: 0,
      attempts_by_ip: [['192.0.2.1', 7]],
    };
    await writeFile(join(directory, 'sshd.log'), SSHD.join('\n'));
    await writeFile(join(directory, 'sshd.expected.json'), JSON.stringify(answers));
    const { code, stdout } = await run('accuracy', directory, '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject([
      { name: 'sshd', isMet: false, figures: { attempts: '6 of 6' }, misses: ['192.0.2.1: 6 attempts instead of 7'] },
    ]);
  });

  it.each([
    [[], 'Specify a command: use analyse or accuracy.'],
    [['x'], 'Unknown command "x": use analyse or accuracy.'],
    [['analyse'], 'analyse requires at least one file'],
    [['analyse', '/nowhere.log'], '/nowhere.log is not a file: name files, or - for standard input.'],
    [['analyse', COMMAND, '--format', 'x'], 'There is no log format "x"'],
    [['analyse', COMMAND, '--offset', 'x'], '--offset must be minutes east of UTC'],
    [['analyse', COMMAND, '--proxies', 'x'], '"x" is not an address or a network'],
    [['accuracy'], 'accuracy requires one directory'],
    [['accuracy', '/nowhere'], '/nowhere is not a directory.'],
    [['analyse', '--force'], "Unknown option '--force'"],
  ])('should refuse %j', async (args, message) => {
    const { code, stderr, stdout } = await run(...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
  });
});
