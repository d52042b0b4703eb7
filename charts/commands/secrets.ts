/** `npm run --silent secrets -- development | kubectl apply -f -`: prints Secrets made from the git-ignored folder `.secrets/`. */
import { localSecrets } from '../secrets/local-secrets.ts';
import { namedEnvironment } from './named-environment.ts';

try {
  process.stdout.write(localSecrets(namedEnvironment('secrets'), '.secrets'));
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
}
