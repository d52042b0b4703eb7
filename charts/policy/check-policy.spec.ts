import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { dump } from 'js-yaml';
import { checkPolicy } from './check-policy.ts';
import { rules } from './rules.ts';

const stream = (...objects: readonly unknown[]): string => objects.map((each) => dump(each)).join('---\n');
const metadata = { name: 'x', namespace: 'a' };
const service = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata,
  spec: { selector: { app: 'x' }, ports: [{ port: 80 }] },
};
const route = {
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind: 'HTTPRoute',
  metadata,
  spec: { rules: [{ backendRefs: [{ name: 'x', port: 80 }] }] },
};

describe(checkPolicy.name, () => {
  afterEach(() => {
    jest.restoreAllMocks();
  });

  it('should check the objects of all files together, and name the file and the object of a finding', async () => {
    const rulesIn = async (files: Record<string, string>): Promise<string[]> =>
      (await checkPolicy(new Map(Object.entries(files)))).map(
        ({ file, subject, rule }) => `${file} ${subject} ${rule}`,
      );
    const together = await rulesIn({ 'route.yaml': stream(route), 'service.yaml': stream(service) });
    expect(together).not.toContain('route.yaml HTTPRoute a/x dangling-ingress');
    expect(together).toContain('service.yaml Service a/x dangling-service');
    expect(await rulesIn({ 'route.yaml': stream(route) })).toContain('route.yaml HTTPRoute a/x dangling-ingress');
  });

  it('should follow the problem with the reason and the fix', async () => {
    const findings = await checkPolicy(new Map([['route.yaml', stream(route)]]));
    expect(findings.find(({ rule }) => rule === 'dangling-ingress')?.message).toBe(
      'routes to port 80 of the Service x, which does not exist. Clients get a 503 response: the Service or its port ' +
        'does not exist. Reference a Service in the same namespace and one of its ports.',
    );
  });

  it('should report documents that are not objects, and fields of the wrong type on which a rule fails', async () => {
    const broken = { apiVersion: 'v1', kind: 'Pod', metadata, spec: { containers: 'nginx' } };
    const findings = await checkPolicy(new Map([['all.yaml', stream({ title: 'notes' }, broken)]]));
    expect(findings.filter(({ rule }) => rule === 'schema')).toEqual([
      expect.objectContaining({ subject: 'document', message: expect.stringContaining('metadata.name') }),
      expect.objectContaining({ subject: 'Pod a/x', message: expect.stringContaining('containers') }),
    ]);
    // Other rules still run.
    expect(findings.map(({ rule }) => rule)).toEqual(expect.arrayContaining(['labels', 'service-account']));
  });

  const labels = {
    'app.kubernetes.io/name': 'x',
    'app.kubernetes.io/part-of': 'x',
    'app.kubernetes.io/managed-by': 'x',
  };
  const account = {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { ...metadata, labels },
    automountServiceAccountToken: false,
  };

  it('should find nothing in objects that meet all rules', async () => {
    expect(await checkPolicy(new Map([['all.yaml', stream(account)]]))).toEqual([]);
  });

  it.each([
    [TypeError, account, 'defect'],
    [RangeError, account, 'defect'],
    [RangeError, { ...account, secrets: 'x' }, 'defect'],
    [TypeError, { ...account, secrets: 'x' }, undefined],
  ])('should report a defect of a rule: %p in %j', async (Failure, checked, expected) => {
    const [rule] = rules;
    if (rule === undefined) throw new Error('no rule');
    jest.spyOn(rule, 'check').mockImplementation(() => {
      throw new Failure('defect');
    });
    const ended = checkPolicy(new Map([['all.yaml', stream(checked)]]));
    if (expected === undefined) expect((await ended).map((finding) => finding.rule)).toContain('schema');
    else await expect(ended).rejects.toThrow(expected);
  });
});
