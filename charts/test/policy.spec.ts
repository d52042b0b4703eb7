import { describe, expect, it } from '@jest/globals';
import { Yaml } from 'cdk8s';
import { development } from '../environments/development.ts';
import type { Environment } from '../environments/environment.ts';
import { environments } from '../environments/environments.ts';
import { production } from '../environments/production.ts';
import { qualification } from '../environments/qualification.ts';
import { checkPolicy } from '../policy/check-policy.ts';
import type { KubernetesObject } from '../policy/kubernetes-object.ts';
import { rules } from '../policy/rules.ts';
import type { Manifests } from '../render.ts';
import { render } from '../render.ts';
import { appRoutingExposure, gatewayExposure, ingressExposure, ownAlbExposure } from './exposures.fixture.ts';
import { objectsOf } from './objects.ts';
import { monitoredWithoutSecrets } from './observability.fixture.ts';
import { mutable } from './break-manifest.ts';
import { violations } from './violations.fixture.ts';

/** Files that are applied together: those of each folder. */
function groups(manifests: Manifests): Manifests[] {
  return [...Map.groupBy(manifests, ([path]) => path.split('/')[0]).values()].map((files) => new Map(files));
}

const variants: readonly Environment[] = [
  { ...monitoredWithoutSecrets, exposure: appRoutingExposure, secrets: 'key-vault-csi' },
  { ...qualification, exposure: ownAlbExposure },
  { ...development, exposure: gatewayExposure, monitoring: 'azure' },
];

describe('The policy', () => {
  it.each([...groups(render(environments)), ...groups(render(variants))].map((files) => [[...files.keys()][0], files]))(
    'should have no findings in the folder of %s',
    async (_, files) => {
      expect(await checkPolicy(files as Manifests)).toEqual([]);
    },
  );

  it('should have a violation for every rule', () => {
    expect(new Set(violations.map(({ rule }) => rule))).toEqual(new Set(rules.map(({ name }) => name)));
    expect(new Set(rules.map(({ name }) => name)).size).toBe(rules.length);
  });

  const rendered = new Map<Environment['exposure'], KubernetesObject[]>();
  const reachedBy = (exposure: Environment['exposure']): KubernetesObject[] => {
    const known = rendered.get(exposure);
    if (known !== undefined) return known;
    const objects = objectsOf(render([{ ...production, exposure }]))
      .filter(({ path }) => path.startsWith('production/'))
      .map(({ object }) => object);
    rendered.set(exposure, objects);
    return objects;
  };
  const ordinary = reachedBy(ingressExposure);

  it.each(violations.map((violation) => [violation.rule, violation] as const))(
    'should find a violation of %s, and nothing before',
    (name, { passing, breaks, exposure = ingressExposure }) => {
      const base = reachedBy(exposure);
      const problemsOf = (objects: readonly KubernetesObject[]) =>
        objects.flatMap((object) => rules.find((rule) => rule.name === name)?.check(object, objects));
      expect(problemsOf([...base, ...(passing ? [passing as KubernetesObject] : [])])).toEqual([]);

      const broken = mutable(base);
      breaks(broken);
      expect(problemsOf(broken as unknown as KubernetesObject[])).not.toEqual([]);
    },
  );

  it('should name the file, the object, the container and the value, with the reason and the fix', async () => {
    const broken = mutable(ordinary);
    for (const object of broken) {
      if (object.kind === 'Deployment') object['spec'].template.spec.containers[0].image = 'ghcr.io/kiosque/kiosque:1';
    }
    const [finding] = await checkPolicy(new Map([['some/file.yaml', Yaml.stringify(...broken)]]));
    expect(finding).toMatchObject({
      file: 'some/file.yaml',
      subject: 'Deployment kiosque-production/content',
      message:
        'container "content" runs ghcr.io/kiosque/kiosque:1. ' +
        'A tag can be moved, a digest cannot; only an image by digest can be verified, promoted and rolled back. ' +
        'Set the image to <repository>@sha256:<digest>.',
    });
  });

  it('should check pods of every kind, and init containers', async () => {
    const container = { name: 'main', image: 'nginx:latest' };
    const pod = { spec: { containers: [], initContainers: [container] } };
    const metadata = { name: 'x', namespace: 'y' };
    const kinds: KubernetesObject[] = [
      { apiVersion: 'v1', kind: 'Pod', metadata, ...pod },
      { apiVersion: 'batch/v1', kind: 'Job', metadata, spec: { template: pod } },
      {
        apiVersion: 'batch/v1',
        kind: 'CronJob',
        metadata,
        spec: { schedule: '@daily', jobTemplate: { spec: { template: pod } } },
      },
      { apiVersion: 'apps/v1', kind: 'DaemonSet', metadata, spec: { template: pod } },
      { apiVersion: 'apps/v1', kind: 'StatefulSet', metadata, spec: { template: pod } },
    ];
    const findings = await checkPolicy(new Map([['all.yaml', Yaml.stringify(...kinds)]]));
    const latest = findings.filter(({ rule }) => rule === 'latest-tag');
    expect(latest.map(({ subject }) => subject.split(' ')[0])).toEqual(kinds.map(({ kind }) => kind));
  });

  it('should report a field of the wrong type, although a rule fails on it', async () => {
    const metadata = { name: 'x', namespace: 'y' };
    const broken = { apiVersion: 'v1', kind: 'Pod', metadata, spec: { containers: 'nginx' } };
    const findings = await checkPolicy(new Map([['broken.yaml', Yaml.stringify(broken)]]));
    expect(findings).toContainEqual(
      expect.objectContaining({ rule: 'schema', message: expect.stringContaining('containers') }),
    );
  });

  it('should report documents that are not Kubernetes objects', async () => {
    const findings = await checkPolicy(new Map([['notes.yaml', 'title: minutes of the meeting\n']]));
    expect(findings).toMatchObject([
      { rule: 'schema', message: expect.stringContaining('apiVersion, kind or metadata.name') },
    ]);
  });
});
