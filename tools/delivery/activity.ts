/**
 * `npm run activity -- <environment>`: waits until a sync window of the environment is open, few people wait in its queues and few requests
 * arrive. Exits with 0 when a new version may be deployed, 1 if it may not, with the reason. `--override "<reason>"` permits it
 * nevertheless, and records the reason as a commit on main.
 */
import { parseArgs } from 'node:util';
import { Refusal, waitForQuiet } from './activity/may-deploy.ts';
import { environmentNamed, minutesOf, overrideOf, sourcesOf, wrongUsage } from './activity/options.ts';
import { recordOverride } from './activity/record-override.ts';

const USAGE =
  'usage: npm run activity -- <environment> [--override "<reason>"] [--patience-minutes <number>] [--url <https://...>]';

const text = { type: 'string' } as const;
const { environment, override, deciding } = (() => {
  try {
    const options = { override: text, 'patience-minutes': text, url: text };
    const { values, positionals } = parseArgs({ allowPositionals: true, options });
    if (positionals.length !== 1) throw new Error('one environment is required');
    const { override: given = '', 'patience-minutes': patience, url } = values;
    const reason = overrideOf(given);
    const named = environmentNamed(positionals[0] ?? '');
    const patienceMinutes =
      reason !== '' ? 0 : patience === undefined ? undefined : minutesOf('patience-minutes', patience);
    const report = (line: string): void => void process.stderr.write(`${line}\n`);
    const sources = sourcesOf(named, url, process.env);
    return {
      environment: named,
      override: reason,
      deciding: { ...sources, report, ...(patienceMinutes !== undefined && { patienceMinutes }) },
    };
  } catch (error) {
    return wrongUsage((error as Error).message, USAGE);
  }
})();

try {
  await waitForQuiet(environment, deciding);
  const when = environment.deploymentTimes === undefined ? 'at any time' : 'now';
  process.stdout.write(`${environment.name} may be deployed to ${when}\n`);
} catch (error) {
  if (!(error instanceof Refusal)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
  if (override === '') process.stderr.write('To deploy nevertheless, use --override "<reason>".\n');
  else overridden(error.message);
}

function overridden(refusal: string): void {
  try {
    const commit = recordOverride(environment.name, override, refusal);
    process.stdout.write(`${environment.name} may be deployed to nevertheless: recorded on main as ${commit}\n`);
    process.exitCode = 0;
  } catch (error) {
    process.stderr.write(`the override was not recorded, so it does not apply: ${(error as Error).message}\n`);
  }
}
