/** `npm run --silent azure -- production`: the az commands that make what must exist around the cluster. Runs nothing. */
import { azureCommands } from '../azure/azure-commands.ts';
import { namedEnvironment } from './named-environment.ts';

try {
  process.stdout.write(azureCommands(namedEnvironment('azure')));
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
}
