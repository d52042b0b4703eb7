import { describe, expect, it } from '@jest/globals';
import { development } from '../environments/development.ts';
import { environments } from '../environments/environments.ts';
import { production } from '../environments/production.ts';
import { render } from '../render.ts';
import { appRoutingExposure, gatewayExposure } from '../test/exposures.fixture.ts';
import { objectsOf } from '../test/objects.ts';
import { monitored } from '../test/observability.fixture.ts';
import { misspelt } from '../test/misspelt.ts';
import { KUBERNETES_VERSIONS, schemaProblems } from './validate.ts';

const rendered = [
  ...objectsOf(render(environments)),
  ...objectsOf(
    render([{ ...production, exposure: appRoutingExposure, secrets: 'key-vault-csi', monitoring: 'azure' }]),
  ),
  ...objectsOf(render([{ ...development, exposure: gatewayExposure, monitoring: 'prometheus-operator' }])),
  ...objectsOf(render([monitored])).filter(({ path }) => path.includes('observability')),
];

describe(schemaProblems.name, () => {
  it.each(rendered.map(({ path, object }) => [`${object.kind} ${object.metadata.name} of ${path}`, object] as const))(
    'should accept %s, and reject it with one misspelt field',
    async (_, object) => {
      expect(await schemaProblems(object)).toEqual([]);
      const { field, object: wrong } = misspelt(object);
      const problems = await schemaProblems(wrong);
      expect(problems.join('\n')).toContain(`${field} is not a known field`);
    },
  );

  it('should validate built-in kinds against each Kubernetes version', async () => {
    const service = rendered.find(({ object }) => object.kind === 'Service')?.object;
    const wrong = { ...service, spec: { ...service?.spec, sessionAfinity: 'None' } } as never;
    const versions = KUBERNETES_VERSIONS.map((version) => `Kubernetes ${version}`).join(', ');
    expect(await schemaProblems(wrong)).toEqual([`spec.sessionAfinity is not a known field (${versions})`]);
  });

  it('should reject wrong types, disallowed values and missing fields', async () => {
    const quota = { apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: 'x' }, spec: { hard: 'much' } };
    expect((await schemaProblems(quota as never)).join()).toContain('spec.hard must be object');
    const budget = { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata: { name: 'x' } };
    const spec = { unhealthyPodEvictionPolicy: 'Sometimes' };
    expect((await schemaProblems({ ...budget, spec })).join()).toContain('AlwaysAllow, IfHealthyBudget');
    const autoscaler = {
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      metadata: { name: 'x' },
      spec: {},
    };
    expect((await schemaProblems(autoscaler)).join()).toContain("must have required property 'maxReplicas'");
  });

  it('should reject values that do not match the published patterns of a custom resource', async () => {
    const route = rendered.find(({ object }) => object.kind === 'HTTPRoute')?.object;
    const wrong = { ...route, spec: { ...route?.spec, hostnames: ['Not A Host'] } } as never;
    expect((await schemaProblems(wrong)).join()).toContain('must match pattern');
  });

  it('should reject a kind without a schema', async () => {
    const object = { apiVersion: 'example.org/v1', kind: 'Mystery', metadata: { name: 'x' } };
    expect(await schemaProblems(object)).toEqual([
      expect.stringContaining('there is no schema for example.org/v1 Mystery'),
    ]);
  });
});
