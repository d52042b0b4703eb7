import { environments } from '../environments/environments.ts';
import type { Environment } from '../environments/environment.ts';
import { ignoreClosedOutput } from './command-line.ts';

/** Prints a text about the environment named by the command's only argument. Exits with code 2 without one, or 1 if there is no text. */
export function printForEnvironment(command: string, textOf: (environment: Environment) => string): void {
  ignoreClosedOutput();
  const names = environments.map(({ name }) => name).join(' | ');
  const [given, ...more] = process.argv.slice(2);
  const environment = environments.find(({ name }) => name === given);
  if (environment === undefined || more.length > 0) {
    process.stderr.write(`usage: npm run --silent ${command} -- ${names}\n`);
    process.exit(2);
  }
  try {
    process.stdout.write(textOf(environment));
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`);
    process.exitCode = 1;
  }
}
