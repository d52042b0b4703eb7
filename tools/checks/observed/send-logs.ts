import { eventually } from '../../../service/test/eventually.ts';

/** Addresses that attack at the same time: so many that the blocklist is held back. */
const ATTACKERS = 130;

/**
 * Sends the log of a password that is guessed, of a scan that finds nothing, and of many that attack, to a collector, from addresses that
 * were not there before; and blocks a network.
 */
export async function sendLogs(url: string, key: string, time: number): Promise<void> {
  const now = new Date().toISOString();
  const guesser = `203.0.113.${String(time)}`;
  const failures = Array.from(
    { length: 30 },
    (_, port) => `${now} web sshd[7]: Failed password for root from ${guesser} port ${String(40_000 + port)} ssh2`,
  );
  const success = `${now} web sshd[7]: Accepted password for root from ${guesser} port 50000 ssh2`;
  const scan = ['/.env', '/.git/config', '/wp-config.php.bak', '/phpmyadmin/', '/.aws/credentials'].map(
    (path) => `198.51.100.${String(time)} - - [${clfNow()}] "GET ${path} HTTP/1.1" 404 12 "-" "-"`,
  );
  const attacks = Array.from({ length: ATTACKERS }, (_, host) =>
    ['/.env', '/.git/config', '/wp-config.php.bak', '/.aws/credentials'].map(
      (path) => `9.9.${String(time)}.${String(host)} - - [${clfNow()}] "GET ${path} HTTP/1.1" 404 12 "-" "-"`,
    ),
  );
  await eventually(async () => {
    const answer = await fetch(`${url}/api/security/blocklist/decisions`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' },
      body: JSON.stringify({ kind: 'block', network: `5.6.${String(time)}.0/24`, reason: 'observed' }),
    });
    if (answer.status !== 201) throw new Error(`nothing was blocked: ${String(answer.status)} ${await answer.text()}`);
  });
  for (const [source, lines] of Object.entries({
    auth: [...failures, success],
    access: [...scan, ...attacks.flat()],
  })) {
    await eventually(async () => {
      const answer = await fetch(`${url}/api/logs?source=${source}`, {
        method: 'POST',
        headers: { Authorization: `Bearer ${key}`, 'Content-Type': 'text/plain' },
        body: lines.join('\n'),
      });
      if (answer.status !== 202)
        throw new Error(`the lines were not accepted: ${String(answer.status)} ${await answer.text()}`);
    });
  }
}

/** The present moment in the common log format. */
function clfNow(): string {
  const [, month = '', day = '', year = '', time = ''] =
    /^\w+ (\w+) (\d+) (\d+) ([\d:]+)/.exec(new Date().toString()) ?? [];
  const offset = /GMT([+-]\d{4})/.exec(new Date().toString())?.[1] ?? '+0000';
  return `${day}/${month}/${year}:${time} ${offset}`;
}
