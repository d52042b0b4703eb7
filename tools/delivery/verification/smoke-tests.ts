import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Environment } from '../../../charts/environments/environment.ts';
import { Failure } from './outcome.ts';
import { lastLineOf, run } from './run.ts';

const ATTEMPTS = 3;
const PAUSE_MS = 5000;

/**
 * Runs the smoke tests of the content and of every queue, each up to three times. With QUEUE_KEY, it then takes and completes a ticket
 * of each queue, but once: a ticket that is left waiting would fail the next attempt.
 *
 * @throws Failure with the first unexpected response of the last attempt.
 */
export async function smokeTest({ ticketQueues }: Environment, url: string): Promise<void> {
  const script = (name: string): string => join(import.meta.dirname, '..', name);
  await repeated(script('smoke'), url);
  for (const queue of ticketQueues.names) await repeated(script('smoke-queue'), url, queue);
  if ((process.env['QUEUE_KEY'] ?? '') === '') return;
  for (const queue of ticketQueues.names) {
    const ended = await run(script('smoke-queue'), [url, queue], { shown: true });
    if (ended.code !== 0) throw new Failure('smoke test', lastLineOf(ended));
  }
}

async function repeated(script: string, ...args: readonly string[]): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    const ended = await run(script, args, { shown: true, env: { ...process.env, QUEUE_KEY: '' } });
    if (ended.code === 0) return;
    if (attempt >= ATTEMPTS) throw new Failure('smoke test', lastLineOf(ended));
    await sleep(PAUSE_MS);
  }
}
