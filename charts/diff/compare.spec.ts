import { describe, expect, it } from '@jest/globals';
import { Yaml } from 'cdk8s';
import { environments } from '../environments/environments.ts';
import type { Manifests } from '../render.ts';
import { render } from '../render.ts';
import { compare } from './compare.ts';
import type { Change } from './compare.ts';
import { asMarkdown, asText } from './print.ts';

const before = render(environments);

/** The manifests with a text replaced in one file, which must contain it. */
function edited(path: string, text: string | RegExp, by: string): Manifests {
  const old = before.get(path) ?? '';
  const now = old.replaceAll(new RegExp(text, 'g'), by);
  if (now === old) throw new Error(`${path} has no ${String(text)}`);
  return new Map([...before, [path, now]]);
}

function without(path: string): Manifests {
  return new Map([...before].filter(([known]) => known !== path));
}

function subjects(changes: readonly Change[]): string[] {
  return changes.map(({ action, subject }) => `${action} ${subject}`);
}

const CONTENT = 'production/0200-content.k8s.yaml';

describe(compare.name, () => {
  it('should report no changes if there are none', () => {
    expect(compare(before, before)).toEqual([]);
    expect(asText([])).toBe('No changes in any environment.\n');
  });

  it('should report the field and both values of a changed replica count', () => {
    expect(compare(before, edited(CONTENT, 'maxReplicas: 10', 'maxReplicas: 12'))).toEqual([
      {
        environment: 'production',
        subject: 'HorizontalPodAutoscaler kiosque-production/content',
        action: 'changed',
        fields: [{ path: 'spec.maxReplicas', before: 10, after: 12 }],
        dangers: [],
      },
    ]);
  });

  it('should report a renamed ServiceAccount as dangerous', () => {
    const after = edited(CONTENT, 'serviceAccountName: content', 'serviceAccountName: kiosque');
    const [change] = compare(before, after);
    expect(change?.fields).toMatchObject([
      { path: 'spec.template.spec.serviceAccountName', before: 'content', after: 'kiosque' },
    ]);
    expect(change?.dangers).toEqual([
      expect.stringContaining('the federated credential must exist under the new name'),
    ]);
  });

  it('should list the objects of a removed chart, with its Service and ServiceAccount as dangerous', () => {
    const changes = compare(before, without(CONTENT));
    expect(subjects(changes)).toEqual([
      'removed ConfigMap kiosque-production/content',
      'removed Deployment kiosque-production/content',
      'removed HorizontalPodAutoscaler kiosque-production/content',
      'removed NetworkPolicy kiosque-production/content',
      'removed PodDisruptionBudget kiosque-production/content',
      'removed PodMonitor kiosque-production/content',
      'removed Service kiosque-production/content',
      'removed ServiceAccount kiosque-production/content',
    ]);
    expect(changes.filter(({ dangers }) => dangers.length > 0).map(({ subject }) => subject.split(' ')[0])).toEqual([
      'Service',
      'ServiceAccount',
    ]);
  });

  it('should report an added object, but not a renamed file', () => {
    const moved = new Map([...without(CONTENT), ['production/0250-content.k8s.yaml', before.get(CONTENT) ?? '']]);
    expect(compare(before, moved)).toEqual([]);
    expect(subjects(compare(without(CONTENT), before))).toContain('added Service kiosque-production/content');
  });

  it.each([
    [
      'a selector',
      CONTENT,
      /matchLabels:\n {6}app.kubernetes.io\/name: content/,
      'matchLabels:\n      app: content',
      /spec\.selector.* is immutable/,
    ],
    [
      'the selector of a Service',
      CONTENT,
      /selector:\n {4}app.kubernetes.io\/name: content/,
      'selector:\n    app: x',
      /the Service selects no pods/,
    ],
    [
      'a lowered quota',
      'production/0000-tenancy.k8s.yaml',
      'limits.memory: 52Gi',
      'limits.memory: 900Mi',
      /limits.memory is lowered/,
    ],
    [
      'a new bound of a quota',
      'production/0000-tenancy.k8s.yaml',
      'limits.memory: 52Gi',
      'limits.memory: 52Gi\n    count/jobs.batch: "10"',
      /spec\.hard\.count\/jobs\.batch is lowered/,
    ],
    [
      'the volume of a StatefulSet',
      'production/0300-ticket-queues.k8s.yaml',
      'storage: 10Gi',
      'storage: 20Gi',
      /^spec\.volumeClaimTemplates.* is immutable/,
    ],
    ['a priority', 'production/0000-tenancy.k8s.yaml', 'value: 100000', 'value: 5', /value is immutable/],
    ['a budget', CONTENT, 'maxUnavailable: 1\n', 'maxUnavailable: 0\n', /allows no eviction/],
    ['an identity', CONTENT, 'client-id: 0', 'client-id: 1', /federated credential/],
    [
      'the namespace',
      'production/0000-tenancy.k8s.yaml',
      /name: kiosque-production\nspec/,
      'name: x\nspec',
      /everything in it is deleted/,
    ],
    [
      'the Gateway',
      'production/0900-exposure.k8s.yaml',
      'name: kiosque\n',
      'name: x\n',
      /external traffic no longer reaches the services/,
    ],
  ])('should report %s as dangerous', (_, path, text, by, message) => {
    const dangers = compare(before, edited(path, text, by)).flatMap((change) => change.dangers);
    expect(dangers).toEqual(expect.arrayContaining([expect.stringMatching(message)]));
  });

  it('should report fewer pods than an unchanged budget requires as dangerous', () => {
    const strict = edited(CONTENT, 'maxUnavailable: 1\n', 'minAvailable: 2\n');
    const path = CONTENT;
    const fewer = new Map([...strict, [path, (strict.get(path) ?? '').replace('minReplicas: 3', 'minReplicas: 2')]]);
    expect(compare(strict, fewer).flatMap(({ dangers }) => dangers)).toEqual([
      'with this change PodDisruptionBudget kiosque-production/content allows no eviction: minAvailable is 2 of 2 pods',
    ]);
  });

  it.each([
    ['a raised quota', 'production/0000-tenancy.k8s.yaml', 'limits.memory: 52Gi', 'limits.memory: 60000Mi'],
    ['a new digest', CONTENT, 'sha256:0000', 'sha256:1234'],
    ['a variable', CONTENT, 'LOG_LEVEL: info', 'LOG_LEVEL: warn'],
  ])('should report %s as harmless', (_, path, text, by) => {
    const changes = compare(before, edited(path, text, by));
    expect(changes).toHaveLength(1);
    expect(changes.flatMap(({ dangers }) => dangers)).toEqual([]);
  });

  const claim = (storage: string, accessModes = ['ReadWriteOnce'], annotations = {}): Manifests => {
    const spec = { accessModes, resources: { requests: { storage } } };
    const object = { kind: 'PersistentVolumeClaim', metadata: { name: 'data', annotations }, spec };
    return new Map([['x/0.k8s.yaml', Yaml.stringify(object)]]);
  };

  it.each([
    ['none in a larger volume', claim('2Gi'), []],
    [
      'none in an identity that was none before',
      claim('1Gi', undefined, { 'azure.workload.identity/client-id': '1' }),
      [],
    ],
    [
      'danger in the way it is mounted',
      claim('1Gi', ['ReadWriteMany']),
      ['spec.accessModes[0] is immutable: the API server rejects the change'],
    ],
  ])('should find %s', (_, after, dangers) => {
    expect(compare(claim('1Gi'), after)).toMatchObject([{ action: 'changed', dangers }]);
  });

  it('should match list items by name', () => {
    const list = (...names: string[]): Manifests =>
      new Map([
        [
          'x/0.k8s.yaml',
          Yaml.stringify({ kind: 'Pod', metadata: { name: 'p' }, spec: { env: names.map((name) => ({ name })) } }),
        ],
      ]);
    const [change] = compare(list('B'), list('A', 'B'));
    expect(change?.fields).toEqual([{ path: 'spec.env[A]', before: undefined, after: { name: 'A' } }]);
  });
});

describe('The output', () => {
  const changes = compare(before, edited(CONTENT, 'maxUnavailable: 1\n', 'maxUnavailable: 0\n'));

  it('should print dangers in red on a terminal', () => {
    const plain = asText(changes).replaceAll(/\u001b\[\d+m/g, '');
    expect(plain).toContain('  ~ PodDisruptionBudget kiosque-production/content\n      spec.maxUnavailable: 1 -> 0\n');
    expect(plain).toContain('      DANGER allows no eviction: maxUnavailable is 0');
  });

  it('should escape table cells, and distinguish unset from null', () => {
    const [change] = changes;
    if (change === undefined) throw new Error('no change');
    const fields = [
      { path: 'a', before: undefined, after: 'x|y\nz' },
      { path: 'b', before: null, after: undefined },
    ];
    expect(asMarkdown([{ ...change, dangers: ['one|two'], fields }])).toContain(
      '| **DANGER** one\\|two<br>`a`: unset -> "x\\|y\\nz"<br>`b`: null -> unset |\n',
    );
  });

  it('should be a table in Markdown', () => {
    expect(asMarkdown(changes)).toContain('### production :red_circle: 1 dangerous');
    expect(asMarkdown(changes)).toContain(
      '| changed | `PodDisruptionBudget kiosque-production/content` | **DANGER** allows no eviction: maxUnavailable is 0<br>`spec.maxUnavailable`: 1 -> 0 |',
    );
  });
});
