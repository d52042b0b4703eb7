import { describe, expect, it } from '@jest/globals';
import { only, synthesize } from '../../test/objects.ts';
import type { ConfigurationProps } from './configuration.ts';
import { Configuration } from './configuration.ts';

const props: Required<ConfigurationProps> = { name: 'content', data: { WEB_TITLE: 'Mairie', LOG_LEVEL: 'info' } };

function checksumOf(data: Record<string, string>): string {
  let checksum = '';
  synthesize((scope) => {
    checksum = new Configuration(scope, 'Configuration', { name: 'content', data }).checksum;
  });
  return checksum;
}

describe(Configuration.name, () => {
  it('should render a ConfigMap under its name, without a hash', () => {
    const map = only(
      synthesize((scope) => new Configuration(scope, 'Configuration', props)),
      'ConfigMap',
    );
    expect(map).toMatchObject({ metadata: { name: 'content' }, data: { WEB_TITLE: 'Mairie', LOG_LEVEL: 'info' } });
  });

  it('should change its checksum when a key or a value changes, but not when their order does', () => {
    const checksum = checksumOf({ A: '1', B: '2' });
    expect(checksum).toMatch(/^[\da-f]{64}$/);
    expect(checksumOf({ B: '2', A: '1' })).toBe(checksum);
    expect(checksumOf({ A: '1', B: '3' })).not.toBe(checksum);
    expect(checksumOf({ A: '1', C: '2' })).not.toBe(checksum);
  });

  it.each([
    [{ logLevel: 'info' }, 'data key is "logLevel"; it must be an environment variable in UPPER_SNAKE'],
    [{ LOG_LEVEL: '' }, 'data.LOG_LEVEL is ""; it must be non-empty'],
    [{ AZURE_STORAGE_CONNECTION_STRING: 'x' }, 'it must be non-secret; use a SecretReference instead'],
    [{ REDIS_PASSWORD: 'x' }, 'data key is "REDIS_PASSWORD"; it must be non-secret'],
  ])('should reject %j', (data: Record<string, string>, message) => {
    expect(() => checksumOf(data)).toThrow(message);
  });

  it('should not show the value of what looks like a secret', () => {
    expect(() => checksumOf({ REDIS_PASSWORD: 'hunter2' })).toThrow(/^(?!.*hunter2)/);
  });
});
