/** `npm run --silent secrets -- development | kubectl apply -f -`: prints Secrets made from the git-ignored folder `.secrets/`. */
import { localSecrets } from '../secrets/local-secrets.ts';
import { printForEnvironment } from './print-for-environment.ts';

printForEnvironment('secrets', (environment) => localSecrets(environment, '.secrets'));
