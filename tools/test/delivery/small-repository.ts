import { join } from 'node:path';
import { ScratchDelivery, digestOf } from './scratch-delivery.ts';

const IMAGES = 'charts/environments/images.json';

/** Renders the images of each environment to one Deployment. */
const RENDERER = `import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
for (const [environment, images] of Object.entries(JSON.parse(readFileSync('${IMAGES}', 'utf8')))) {
  mkdirSync('dist/' + environment, { recursive: true });
  const containers = Object.entries(images).map(([name, { repository, digest }]) => ({ name, image: repository + '@' + digest }));
  const metadata = { name: 'content', namespace: 'kiosque-' + environment };
  const deployment = { apiVersion: 'apps/v1', kind: 'Deployment', metadata, spec: { template: { spec: { containers } } } };
  writeFileSync('dist/' + environment + '/app.k8s.yaml', JSON.stringify(deployment) + '\\n');
}
`;

/** The images of an environment that runs nothing yet. */
const nothing = (registry: string, name: string) => ({
  kiosque: { repository: `${registry}/${name}`, digest: digestOf('0') },
  redis: { repository: `${registry}/redis`, digest: digestOf('0') },
  publisher: { repository: `${registry}/${name}-publisher`, digest: digestOf('0') },
});

/**
 * A repository with this repository's scripts but small charts, for specs with many histories. Its `api:compare` prints the commits
 * that it would compare.
 */
export function smallRepository(): Readonly<Record<string, string>> {
  const script = (path: string): string => `node ${join(process.cwd(), path)}`;
  const scripts = {
    promote: script('tools/delivery/promote.ts'),
    diff: script('charts/commands/diff.ts'),
    'api:compare': 'test -z "$GH_ENTERPRISE_TOKEN" && printf "compared %s with %s\\n"',
  };
  const images = {
    development: nothing('ghcr.io/kiosque', 'kiosque'),
    qualification: nothing('kiosque.azurecr.io', 'kiosque'),
    production: nothing('kiosque.azurecr.io', 'kiosque'),
  };
  return {
    'package.json': JSON.stringify({ name: 'small', version: '1.0.0', type: 'module', scripts }),
    'charts/main.ts': RENDERER,
    [IMAGES]: `${JSON.stringify(images, null, 2)}\n`,
  };
}

/** Starts a delivery with it, rendered. */
export async function startSmallDelivery(): Promise<ScratchDelivery> {
  const delivery = await ScratchDelivery.start([], smallRepository());
  await delivery.run(process.execPath, ['charts/main.ts']);
  delivery.push('feat(charts): render');
  return delivery;
}
