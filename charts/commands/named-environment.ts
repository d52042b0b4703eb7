import { environments } from '../environments/environments.ts';
import type { Environment } from '../environments/environment.ts';

/** Returns the environment named by the command's only argument; otherwise prints the usage and exits with code 2. */
export function namedEnvironment(command: string): Environment {
  const names = environments.map(({ name }) => name).join(' | ');
  const given = process.argv.slice(2);
  const found = environments.find(({ name }) => name === given[0]);
  if (found !== undefined && given.length === 1) return found;
  process.stderr.write(`usage: npm run --silent ${command} -- ${names}\n`);
  process.exit(2);
}
