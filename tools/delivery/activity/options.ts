import { environments } from '../../../charts/environments/environments.ts';
import type { Environment } from '../../../charts/environments/environment.ts';
import type { Sources } from './measure-activity.ts';
import { prometheusOf } from './prometheus.ts';

/** Prints a message and the usage, and exits with code 2. */
export function wrongUsage(message: string, usage: string): never {
  process.stderr.write(`${message}\n${usage}\n`);
  process.exit(2);
}

/**
 * Returns an environment of charts/environments by its name.
 *
 * @throws Error listing the names, if there is no such environment.
 */
export function environmentNamed(name: string): Environment {
  const found = environments.find((environment) => environment.name === name);
  const names = environments.map((environment) => environment.name).join(', ');
  if (found === undefined) throw new Error(`"${name}" is not an environment: use one of ${names}`);
  return found;
}

/**
 * Returns where an environment is asked, from an option and variables; empty variables count as unset.
 *
 * @throws Error naming an invalid option or variable.
 */
export function sourcesOf({ host }: Environment, url: string | undefined, variables: NodeJS.ProcessEnv): Sources {
  if (url !== undefined && !/^https?:\/\/[^\s@/]+$/.test(url))
    throw new Error(`--url is "${url}"; it must be an address such as https://kiosque.example.org`);
  const prometheus = prometheusOf(variables);
  const { ACTIVITY_KEY: key = '' } = variables;
  return { url: url ?? `https://${host}`, ...(key !== '' && { key }), ...(prometheus && { prometheus }) };
}

/**
 * Returns the reason in `--override`; empty if there is none.
 *
 * @throws Error if it is blank: it would be recorded.
 */
export function overrideOf(text: string): string {
  if (text !== '' && text.trim() === '')
    throw new Error('--override is blank; it must be the reason, which is recorded');
  return text;
}

/**
 * Returns the number of minutes of an option.
 *
 * @throws Error if it is not a number from 0 to 1440.
 */
export function minutesOf(option: string, text: string): number {
  const minutes = Number(text);
  if (text.trim() === '' || !(minutes >= 0 && minutes <= 1440))
    throw new Error(`--${option} is "${text}"; it must be a number from 0 to 1440`);
  return minutes;
}
