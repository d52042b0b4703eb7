/**
 * Creates the credentials of compose.yaml in a directory, and prints those that people need; later starts change nothing. It runs in the
 * image, which contains Node but not this repository: only modules of Node can be imported.
 */
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [directory = '/credentials', redisData = '/data'] = process.argv.slice(2);

function secret(): string {
  return randomBytes(32).toString('base64url');
}

/** Readable by all containers that mount the directory: they run as different users. */
function write(name: string, text: string): void {
  const file = join(directory, name);
  // Left by a start that was interrupted: not even its owner can write to it without capabilities.
  rmSync(file, { force: true });
  writeFileSync(file, text, { mode: 0o444 });
}

if (existsSync(join(directory, 'complete'))) {
  process.stdout.write('The credentials exist already. To create new ones: docker compose down --volumes\n');
} else {
  mkdirSync(directory, { recursive: true });
  const [key, redis, grafana] = [`kq_${secret()}`, secret(), secret()];
  const sha256 = createHash('sha256').update(key).digest('hex');
  write(
    'queue-keys.json',
    JSON.stringify({ keys: [{ name: 'staff', sha256, scopes: ['desk', 'supervisor', 'admin', 'logs', 'security'] }] }),
  );
  write('redis-password', redis);
  write('redis.conf', `dir ${redisData}\nappendonly yes\nappendfsync everysec\nrequirepass ${redis}\n`);
  write('session-secrets', `${secret()}\n`);
  write('grafana-password', grafana);
  write('complete', '');
  process.stdout.write(
    `Credentials, shown only once:\n  Key for the desks, the supervisor pages, /security and /keys: ${key}\n  Grafana (profile full): admin ${grafana}\n`,
  );
}
