import { parseArgs } from 'node:util';

/**
 * Returns the arguments of a command that has no options. Prints the usage and exits with code 0 for `--help`, or with code 2
 * for other options and for more than `maximum` arguments.
 */
export function readArguments(usage: string, maximum: number): readonly string[] {
  const { values, positionals } = parseArgs({ strict: false, options: { help: { type: 'boolean' } } });
  const isHelp = values['help'] === true;
  if (!isHelp && Object.keys(values).length === 0 && positionals.length <= maximum) return positionals;
  (isHelp ? process.stdout : process.stderr).write(`${usage}\n`);
  return process.exit(isHelp ? 0 : 2);
}

/** Lets a command finish although the reader of its output has stopped, such as `npm run synth | head -1`. */
export function ignoreClosedOutput(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}
