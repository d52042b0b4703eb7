/**
 * `npm run --silent azure -- production`: prints the commands that create the resources outside the cluster; runs nothing.
 * `npm run --silent azure -- production --check` compares them with what exists, and changes nothing. Exits with code 1 if they
 * differ, or 2 if something could not be read.
 */
import { parseArgs } from 'node:util';
import { azureCommands } from '../azure/azure-commands.ts';
import { checkAzureResources } from '../azure/check-azure.ts';
import { environments } from '../environments/environments.ts';
import { ignoreClosedOutput } from './command-line.ts';

ignoreClosedOutput();
const { environment, check, from } = readArguments();
try {
  if (check) report();
  else process.stdout.write(azureCommands(environment));
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = check ? 2 : 1;
}

function report(): void {
  const { differences, unreadable, count } = checkAzureResources(environment, from);
  for (const line of [...differences, ...unreadable]) process.stdout.write(`${line}\n`);
  const all = `${String(count)} resources of ${environment.name}`;
  const counts = `${String(differences.length)} differences, ${String(unreadable.length)} unreadable`;
  const isSame = differences.length + unreadable.length === 0;
  process.stdout.write(isSame ? `${all} are as declared\n` : `${all} were compared: ${counts}\n`);
  process.exitCode = unreadable.length > 0 ? 2 : differences.length > 0 ? 1 : 0;
}

function readArguments(): { environment: (typeof environments)[number]; check: boolean; from: string | undefined } {
  const names = environments.map(({ name }) => name).join(' | ');
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { check: { type: 'boolean', default: false }, from: { type: 'string' } },
    });
    const environment = environments.find(({ name }) => name === positionals[0]);
    if (environment !== undefined && positionals.length === 1 && (values.check || values.from === undefined))
      return { environment, check: values.check, from: values.from };
  } catch {
    // An unknown option.
  }
  process.stderr.write(`usage: npm run --silent azure -- ${names} [--check [--from <directory with recorded JSON>]]\n`);
  return process.exit(2);
}
