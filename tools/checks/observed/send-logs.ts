import { eventually } from '../../../service/test/eventually.ts';

/** Sends the log of a password that is guessed, and of a scan that finds nothing, to a collector, from addresses that were not there before. */
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
  for (const [source, lines] of Object.entries({ auth: [...failures, success], access: scan })) {
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
