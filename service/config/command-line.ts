import { parseArgs } from 'node:util';
import { similarName } from './similar-name.ts';

/**
 * Reads settings from command line options: `--redis-host 10.0.0.1` or `--redis-host=10.0.0.1` sets REDIS_HOST.
 *
 * @param known names of all settings.
 * @param problems receives a sentence for each option that is unknown or has no value.
 */
export function readOptions(
  args: readonly string[],
  known: readonly string[],
  problems: string[],
): Readonly<Record<string, string>> {
  const values: Record<string, string> = {};
  const options = Object.fromEntries(known.map((name) => [optionOf(name), { type: 'string' as const }]));
  const { tokens } = parseArgs({ args: [...args], options, strict: false, tokens: true });
  for (const [index, token] of tokens.entries()) {
    const before = tokens[index - 1];
    // The value of an unknown option is parsed as an argument; only the option is reported.
    const isValue = before?.kind === 'option' && !(before.name in options) && before.value === undefined;
    if (token.kind === 'positional' && !isValue)
      problems.push(`${JSON.stringify(token.value)} is not an option: options begin with --.`);
    if (token.kind !== 'option') continue;
    const name = token.name.toUpperCase().replaceAll('-', '_');
    if (!(token.name in options)) {
      const meant = similarName(name, known);
      problems.push(
        `${token.rawName} is not an option: ${meant === undefined ? 'see --help' : `did you mean --${optionOf(meant)}?`}`,
      );
    } else if (token.value === undefined) {
      problems.push(`${token.rawName} needs a value: ${token.rawName}=<value>.`);
    } else {
      values[name] = token.value;
    }
  }
  return values;
}

function optionOf(name: string): string {
  return name.toLowerCase().replaceAll('_', '-');
}
