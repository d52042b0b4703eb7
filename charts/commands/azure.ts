/** `npm run --silent azure -- production`: prints the az commands that create the resources outside the cluster; runs nothing. */
import { azureCommands } from '../azure/azure-commands.ts';
import { namedEnvironment } from './named-environment.ts';

try {
  process.stdout.write(azureCommands(namedEnvironment('azure')));
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
}
