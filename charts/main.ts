import { environments } from './environments/environments.ts';
import { render } from './render.ts';
import { writeManifests } from './write-manifests.ts';

// Set by a user, it would keep cdk8s from sorting keys: the same commit must render the same bytes.
delete process.env['CDK8S_DISABLE_SORT'];

try {
  // The cdk8s command line tells its app where to write by CDK8S_OUTDIR.
  writeManifests(render(environments), process.env['CDK8S_OUTDIR'] ?? 'dist');
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
}
