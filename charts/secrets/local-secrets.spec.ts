import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { development } from '../environments/development.ts';
import { production } from '../environments/production.ts';
import { documentsOf } from '../policy/kubernetes-object.ts';
import type { KubernetesObject } from '../policy/kubernetes-object.ts';
import { schemaProblems } from '../schemas/validate.ts';
import { localSecrets } from './local-secrets.ts';

describe(localSecrets.name, () => {
  let directory = '';
  const file = (name: string, text: string): void => {
    writeFileSync(join(directory, 'development', name), text);
  };
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'kiosque-secrets-'));
    mkdirSync(join(directory, 'development'));
    file('content-storage.env', '# Azurite\nAZURE_STORAGE_CONNECTION_STRING="UseDevelopmentStorage=true"\n');
    file('redis-password.env', 'REDIS_PASSWORD=s3cr3t\n');
    file('queue-keys.env', `QUEUE_KEYS='{"keys":[]}'\n`);
    file('session-secrets.env', 'SESSION_SECRETS=0123456789abcdef0123456789abcdef\n');
    file('certificate.crt', 'certificate');
    file('certificate.key', 'key');
  });
  afterEach(() => {
    rmSync(directory, { recursive: true });
  });

  it('should create every Secret that the charts reference, in the namespace, with the right type', async () => {
    const secrets = documentsOf(localSecrets(development, directory)) as KubernetesObject[];
    expect(secrets).toMatchObject([
      {
        metadata: { name: 'certificate', namespace: 'kiosque-development' },
        type: 'kubernetes.io/tls',
        stringData: { 'tls.crt': 'certificate', 'tls.key': 'key' },
      },
      {
        metadata: { name: 'content-storage', namespace: 'kiosque-development' },
        type: 'Opaque',
        stringData: { AZURE_STORAGE_CONNECTION_STRING: 'UseDevelopmentStorage=true' },
      },
      { metadata: { name: 'redis-password' }, type: 'Opaque', stringData: { REDIS_PASSWORD: 's3cr3t' } },
      { metadata: { name: 'queue-keys' }, type: 'Opaque', stringData: { QUEUE_KEYS: '{"keys":[]}' } },
      { metadata: { name: 'session-secrets' }, type: 'Opaque' },
    ]);
    for (const secret of secrets) expect(await schemaProblems(secret)).toEqual([]);
  });

  it('should name a missing file, and how to create it', () => {
    rmSync(join(directory, 'development', 'certificate.key'));
    expect(() => localSecrets(development, directory)).toThrow(
      /development\/certificate\.key cannot be read \(ENOENT\): create it, in PEM; for a trial: openssl req/,
    );
  });

  it.each([
    ['OTHER=1\n', /does not set AZURE_STORAGE_CONNECTION_STRING: add a line/],
    ['AZURE_STORAGE_CONNECTION_STRING=hunter2\nOTHER=1\n', /^(?!.*hunter2).*sets OTHER, which is not used/],
  ])('should reject missing and unknown keys without showing a value: %j', (text, message) => {
    file('content-storage.env', text);
    expect(() => localSecrets(development, directory)).toThrow(message);
  });

  it('should fail if Secrets are managed by an operator', () => {
    expect(() => localSecrets(production, directory)).toThrow(
      'the Secrets of environment "production" are managed by external-secrets: there are none to create manually.',
    );
  });
});
