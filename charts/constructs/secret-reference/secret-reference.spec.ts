import { describe, expect, it } from '@jest/globals';
import { load } from 'js-yaml';
import { only, synthesize } from '../../test/objects.ts';
import { ID } from '../../test/web-service.fixture.ts';
import type { SecretProvider, SecretReferenceProps } from './secret-reference.ts';
import { SecretReference } from './secret-reference.ts';
import { SecretStore } from './secret-store.ts';
import type { SecretStoreProps } from './secret-store.ts';

const csi: SecretProvider = { kind: 'key-vault-csi', keyVault: 'kiosque-test', tenantId: ID, clientId: ID };
const props: Required<SecretReferenceProps> = {
  name: 'redis',
  type: 'Opaque',
  keys: { REDIS_PASSWORD: 'redis-password', REDIS_USER: 'redis-user' },
  provider: { kind: 'external-secrets', store: 'key-vault' },
};
const certificate: SecretReferenceProps = {
  ...props,
  name: 'certificate',
  type: 'kubernetes.io/tls',
  keys: { certificate: 'kiosque-example-org' },
};

const render = (given: SecretReferenceProps) => synthesize((scope) => new SecretReference(scope, 'Secret', given));

describe(SecretReference.name, () => {
  it('should reference each key for External Secrets, and retain the Secret when an entry is deleted', () => {
    expect(only(render(props), 'ExternalSecret').spec).toMatchObject({
      secretStoreRef: { kind: 'SecretStore', name: 'key-vault' },
      target: { name: 'redis', creationPolicy: 'Owner', deletionPolicy: 'Retain' },
      data: [
        { secretKey: 'REDIS_PASSWORD', remoteRef: { key: 'redis-password' } },
        { secretKey: 'REDIS_USER', remoteRef: { key: 'redis-user' } },
      ],
    });
  });

  it('should split a certificate into the two keys of a TLS Secret', () => {
    expect(only(render(certificate), 'ExternalSecret').spec).toMatchObject({
      target: { template: { type: 'kubernetes.io/tls', data: { 'tls.crt': expect.stringContaining('CERTIFICATE') } } },
      data: [{ secretKey: 'certificate', remoteRef: { key: 'secret/kiosque-example-org' } }],
    });
  });

  it('should tell the CSI driver what to fetch and which Secret to create', () => {
    const { spec } = only(render({ ...props, provider: csi }), 'SecretProviderClass');
    expect(spec).toMatchObject({
      provider: 'azure',
      parameters: { keyvaultName: 'kiosque-test', tenantId: ID, clientID: ID },
      secretObjects: [
        {
          secretName: 'redis',
          type: 'Opaque',
          data: [
            { key: 'REDIS_PASSWORD', objectName: 'redis-password' },
            { key: 'REDIS_USER', objectName: 'redis-user' },
          ],
        },
      ],
    });
    const { array } = load((spec?.['parameters'] as { objects: string }).objects) as { array: string[] };
    expect(array.map((text) => load(text))).toEqual([
      { objectName: 'redis-password', objectType: 'secret' },
      { objectName: 'redis-user', objectType: 'secret' },
    ]);
  });

  it('should write both keys of a certificate with the CSI driver', () => {
    const { spec } = only(render({ ...certificate, provider: csi }), 'SecretProviderClass');
    expect(spec?.['secretObjects']).toMatchObject([
      {
        type: 'kubernetes.io/tls',
        data: [
          { key: 'tls.crt', objectName: 'kiosque-example-org' },
          { key: 'tls.key', objectName: 'kiosque-example-org' },
        ],
      },
    ]);
  });

  it('should render nothing for a manually created Secret', () => {
    expect(render({ ...props, provider: { kind: 'manual' } })).toEqual([]);
  });

  it.each<[Partial<SecretReferenceProps>, string]>([
    [{ name: 'Redis' }, 'SecretReference "Redis": name is "Redis"'],
    [{ keys: {} }, 'keys is {}; it must be at least one key'],
    [{ keys: { password: 'x' } }, 'keys is "password"; it must be an environment variable in UPPER_SNAKE'],
    [{ keys: { PASSWORD: 'a/b' } }, 'keys.PASSWORD is "a/b"; it must be the name of a Key Vault secret'],
    [{ type: 'kubernetes.io/tls' }, 'it must be only "certificate"'],
    [{ provider: { ...csi, tenantId: 'x' } }, 'provider.tenantId is "x"; it must be a lower-case GUID'],
  ])('should reject %j', (wrong, message) => {
    expect(() => render({ ...props, ...wrong })).toThrow(message);
  });
});

describe(SecretStore.name, () => {
  const store: Required<SecretStoreProps> = { name: 'key-vault', keyVault: 'kiosque-test', clientId: ID, tenantId: ID };

  it('should read one vault with its own identity', () => {
    const objects = synthesize((scope) => new SecretStore(scope, 'Store', store));
    expect(only(objects, 'ServiceAccount')).toMatchObject({
      metadata: {
        name: 'key-vault',
        annotations: { 'azure.workload.identity/client-id': ID, 'azure.workload.identity/tenant-id': ID },
      },
      automountServiceAccountToken: false,
    });
    expect(only(objects, 'SecretStore').spec).toEqual({
      provider: {
        azurekv: {
          authType: 'WorkloadIdentity',
          vaultUrl: 'https://kiosque-test.vault.azure.net',
          serviceAccountRef: { name: 'key-vault' },
        },
      },
    });
  });

  it('should reject invalid identities', () => {
    expect(() => synthesize((scope) => new SecretStore(scope, 'Store', { ...store, clientId: 'me' }))).toThrow(
      'SecretStore "key-vault": clientId is "me"',
    );
  });
});
