import { ignoreClosedOutput, readArguments } from './commands/command-line.ts';
import { environments } from './environments/environments.ts';
import { renderAll } from './render.ts';
import { writeManifests } from './write-manifests.ts';

readArguments('usage: npm run synth', 0);
ignoreClosedOutput();
// If set, cdk8s would not sort keys; the same commit must always render the same bytes.
delete process.env['CDK8S_DISABLE_SORT'];
// The cdk8s CLI passes the output directory in CDK8S_OUTDIR.
const directory = process.env['CDK8S_OUTDIR'] ?? 'dist';

try {
  const manifests = renderAll(environments);
  writeManifests(manifests, directory);
  process.stdout.write(`${String(manifests.size)} files in ${directory}/\n`);
  for (const { name, images } of environments) {
    if (/:0+$/.test(images.kiosque.digest))
      process.stdout.write(`${name} has no image yet: its digest is zero (docs/gitops.md)\n`);
    if (/:0+$/.test(images.redis?.digest ?? ''))
      process.stdout.write(`${name} has no Redis image yet: its digest is zero (docs/queue-operations.md)\n`);
    if (/:0+$/.test(images.publisher?.digest ?? ''))
      process.stdout.write(`${name} has no publisher image yet: its digest is zero (docs/blocklist-publishing.md)\n`);
  }
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
}
