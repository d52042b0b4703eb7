import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { createRequire } from 'node:module';
import { afterEach, describe, expect, it } from '@jest/globals';
import { loadAll } from 'js-yaml';
import { eventually } from '../../service/test/eventually.ts';
import { freePort } from '../../service/test/free-port.ts';

interface Deployment {
  readonly kind: string;
  readonly spec: { readonly template: { readonly spec: { readonly containers: readonly { args: string[] }[] } } };
}

/** Returns the status of a request with the given host name. */
function ask(port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const options = { port, path: '/devstoreaccount1?comp=list', headers: { host } };
    const asked = request({ host: '127.0.0.1', ...options }, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    });
    asked.once('error', reject).end();
  });
}

describe('Azurite, as the cluster of the end-to-end test runs it', () => {
  let child: ChildProcess | undefined;
  afterEach(() => {
    child?.kill('SIGKILL');
  });

  const manifests = loadAll(readFileSync('tools/e2e/azurite.yaml', 'utf8')) as Deployment[];
  const [, ...args] = manifests.find(({ kind }) => kind === 'Deployment')?.spec.template.spec.containers[0]?.args ?? [];

  it('should find its account under a host name with dots, such as that of a Service', async () => {
    const port = await freePort();
    const script = createRequire(import.meta.url).resolve('azurite/dist/src/blob/main.js');
    const own = ['--blobPort', String(port), '--inMemoryPersistence', '--silent'];
    const local = args.map((argument) => (argument === '0.0.0.0' ? '127.0.0.1' : argument));
    child = spawn(process.execPath, [script, ...local, ...own], { stdio: 'ignore' });
    // If it finds the account, it requires the key; otherwise it rejects the request as invalid.
    await eventually(async () => {
      expect(await ask(port, `127.0.0.1:${String(port)}`)).toBe(403);
    });
    expect(await ask(port, 'azurite.azurite.svc.cluster.local:10000')).toBe(403);
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    await ended;
  });
});
