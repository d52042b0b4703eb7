import { setTimeout as sleep } from 'node:timers/promises';
import { Unverifiable } from './outcome.ts';
import { lastLineOf, run } from './run.ts';

const ATTEMPTS = 5;
const PAUSE_MS = 5000;

/**
 * Returns an object or a list of objects of the cluster of the current context.
 *
 * @throws Unverifiable if it does not exist, or cannot be read in several attempts.
 */
export async function read<Type>(...args: readonly string[]): Promise<Type> {
  for (let attempt = 1; ; attempt += 1) {
    const ended = await run('kubectl', ['get', ...args, '--output', 'json', '--request-timeout', '30s']);
    if (ended.code === 0) return JSON.parse(ended.stdout) as Type;
    const isAbsent = ended.stderr.includes('(NotFound)');
    if (isAbsent || attempt >= ATTEMPTS)
      throw new Unverifiable(`kubectl cannot read ${args.join(' ')}: ${lastLineOf(ended)}`);
    await sleep(PAUSE_MS);
  }
}
