/** `npm run --silent azure -- production`: prints the az commands that create the resources outside the cluster; runs nothing. */
import { azureCommands } from '../azure/azure-commands.ts';
import { printForEnvironment } from './print-for-environment.ts';

printForEnvironment('azure', azureCommands);
