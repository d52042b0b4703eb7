import { parseArgs } from 'node:util';
import { ConfigurationError, readSettings } from '../config/settings.ts';
import { publish } from '../security-log/publishing/publish.ts';
import { publishingSettings } from '../security-log/publishing/publishing.config.ts';
import type { PublishingConfig } from '../security-log/publishing/publishing.config.ts';
import { PublishingError } from '../security-log/publishing/publishing.errors.ts';
import { UsageError } from './command.errors.ts';

const USAGE = `usage: npm run blocklist:publish

Publishes the blocklist at BLOCKLIST_URL to the Git repositories of BLOCKLIST_TARGETS_FILE, with one signed commit if anything
changed (docs/blocklist-publishing.md). Exit status: 0 if all repositories are up to date, 1 if one is not, or 2 for a usage error.
`;

function wantsHelp(): boolean {
  try {
    return parseArgs({ options: { help: { type: 'boolean', default: false } } }).values.help;
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

async function main(): Promise<boolean> {
  if (wantsHelp()) {
    process.stdout.write(USAGE);
    return true;
  }
  const config = readSettings([publishingSettings], process.env) as PublishingConfig;
  return publish(config, process.env, {
    done: (line) => process.stdout.write(`${line}\n`),
    failed: (line) => process.stderr.write(`${line}\n`),
  });
}

try {
  if (!(await main())) process.exitCode = 1;
} catch (error) {
  const isKnown = [UsageError, ConfigurationError, PublishingError].some((known) => error instanceof known);
  if (!isKnown) throw error;
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
