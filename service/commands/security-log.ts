import { parseArgs } from 'node:util';
import { UsageError } from './command.errors.ts';
import { accuracy } from './security-log/accuracy.ts';
import { analyse } from './security-log/analyse.ts';

const USAGE = `usage: npm run security-log -- <command> [options]

  analyse <file>...     prints a report on log files, plain or compressed with gzip; - is standard input
    --format <name>     format of the lines, which is detected otherwise
    --offset <minutes>  minutes east of UTC of times without a time zone (0)
    --proxies <list>    addresses and networks of trusted proxies, separated by commas
    --json              prints the report as JSON
  accuracy <directory>  compares what is found in annotated logs with their annotations
    --json              prints the figures as JSON

Neither needs a server, a queue or a store. Exit status: 0, or 2 for a usage error.
`;

const OPTIONS = {
  format: { type: 'string' },
  offset: { type: 'string' },
  proxies: { type: 'string' },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

function parse(): ReturnType<typeof parseArgs<{ allowPositionals: true; options: typeof OPTIONS }>> {
  try {
    return parseArgs({ allowPositionals: true, options: OPTIONS });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

async function main(): Promise<void> {
  const { values, positionals } = parse();
  const [command, ...rest] = positionals;
  if (values.help) process.stdout.write(USAGE);
  else if (command === 'analyse') await analyse(rest, values);
  else if (command === 'accuracy') await accuracy(rest, values.json);
  else
    throw new UsageError(
      `${command === undefined ? 'Specify a command' : `Unknown command ${JSON.stringify(command)}`}: use analyse or accuracy.\n\n${USAGE}`,
    );
}

try {
  await main();
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}
