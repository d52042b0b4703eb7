import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { readConfiguration, settingGroups } from '../configuration.ts';
import { cachePolicy } from '../content/content.config.ts';
import { describeSettings, settingsAsMarkdown } from './describe-settings.ts';

describe('readConfiguration', () => {
  const read = (environment: NodeJS.ProcessEnv): ReturnType<typeof readConfiguration> => readConfiguration(environment);

  it('should have the documented defaults', () => {
    expect(read({})).toMatchObject({
      PORT: 3000,
      HOST: '127.0.0.1',
      MANAGEMENT_PORT: 9464,
      CONTENT_SOURCE: 'file',
      CONTENT_DIRECTORY: 'content',
      CONTENT_CACHE_TTL_SECONDS: 60,
      AZURE_STORAGE_CONTAINER: 'content',
      FEATURES: ['content', 'ticket-queue'],
      QUEUE_NAME: 'DEFAULT',
      QUEUE_STORE: 'sqlite',
      REDIS_HOST: '127.0.0.1',
      REDIS_PORT: 6379,
    });
  });

  it('should return a frozen object, and treat empty variables as unset', () => {
    const config = read({ PORT: '' });
    expect(config.PORT).toBe(3000);
    expect(Object.isFrozen(config)).toBe(true);
  });

  it.each<[NodeJS.ProcessEnv, RegExp]>([
    [{ PORT: '65536' }, /^PORT must be an integer from 0 to 65535/],
    [{ PORT: '80a' }, /^PORT/],
    [{ LOG_LEVEL: 'loud' }, /one of fatal, error/],
    [{ CONTENT_SOURCE: 's3' }, /^CONTENT_SOURCE must be one of file, azure-blob/],
    [{ CONTENT_CACHE_TTL_SECONDS: '-1' }, /^CONTENT_CACHE_TTL_SECONDS must be a number of seconds from 0\.1 to 86400/],
    [{ WEB_TIME_ZONE: 'Paris' }, /IANA/],
    [{ CORS_ORIGINS: 'example.org' }, /^CORS_ORIGINS/],
    [{ FEATURES: 'content,queue' }, /^FEATURES must be content or ticket-queue or security-log/],
    [{ QUEUE_NAME: '1st' }, /^QUEUE_NAME must be a letter and up to 31/],
    [{ QUEUE_NAME: 'API' }, /^QUEUE_NAME must not be a reserved path: api, assets, .*readyz/],
    [{ QUEUE_NAME: 'Events', FEATURES: 'ticket-queue' }, /^QUEUE_NAME must not be a reserved path/],
    [{ QUEUE_PRIORITIES: 'urgent' }, /^QUEUE_PRIORITIES must be up to eight comma-separated name:seconds pairs/],
    [{ OIDC_ISSUER: 'http://login.example.org' }, /^OIDC_ISSUER must be an https URL/],
    [{ OIDC_JWKS_URL: 'http://localhost.example.org/keys' }, /^OIDC_JWKS_URL/],
    [{ QUEUE_TIME_ZONE: 'Paris' }, /^QUEUE_TIME_ZONE must be an IANA/],
    [{ CONTENT_CACHE_TTL: '60' }, /did you mean CONTENT_CACHE_TTL_SECONDS/],
    [{ CONTENT_DIRECTROY: '/x' }, /CONTENT_DIRECTROY is not a setting: did you mean CONTENT_DIRECTORY/],
  ])('should reject %j', (environment, message) => {
    expect(() => read(environment)).toThrow(message);
  });

  it('should accept options, which override the environment', () => {
    const given = ['--redis-host', '10.0.0.1', '--queue-name=Rubis'];
    const config = readConfiguration({ REDIS_HOST: '10.0.0.2', REDIS_PORT: '6380' }, given);
    expect(config).toMatchObject({ REDIS_HOST: '10.0.0.1', REDIS_PORT: 6380, QUEUE_NAME: 'Rubis' });
  });

  it.each([
    [['--redis-hots', 'x'], /--redis-hots is not an option: did you mean --redis-host\?/],
    [['--colour', 'red'], /^--colour is not an option: see --help$/],
    [['--queue-naem', 'x'], /^--queue-naem is not an option: did you mean --queue-name\?$/],
    [['--queue-name', 'x', 'y'], /^"y" is not an option: options begin with --\.$/],
    [['--redis-host'], /--redis-host needs a value/],
    [['rubis'], /"rubis" is not an option: options begin with --/],
    [['--redis-port', 'many'], /^REDIS_PORT must be an integer/],
  ])('should reject the options %j', (options, message) => {
    expect(() => readConfiguration({}, options)).toThrow(message);
  });

  it('should report all invalid variables at once, without values', () => {
    const secret = 'AccountKey-s3cr3t';
    const failing = (): unknown => read({ AZURE_STORAGE_CONNECTION_STRING: secret, PORT: secret });
    expect(failing).toThrow(/PORT[^]*AZURE_STORAGE_CONNECTION_STRING/);
    expect(failing).not.toThrow(secret);
  });

  it('should ignore other variables', () => {
    expect(() =>
      read({ PATH: '/bin', HOSTNAME: 'pod', CONTENT_PORT: 'tcp://1', AZURE_STORAGE_ACCOUNT: 'x', PORTS: '1' }),
    ).not.toThrow();
  });

  it('should let a collection override the cache policy', () => {
    const config = read({ CONTENT_MAX_AGE_SECONDS: '10', CONTENT_EVENTS_MAX_AGE_SECONDS: '300' });
    expect(cachePolicy('events', config).maxAge).toBe(300);
    expect(cachePolicy('news', config)).toEqual({ maxAge: 10, staleWhileRevalidate: 60, staleIfError: 86_400 });
  });

  it('should only list settings of the group in changesAnswers', () => {
    for (const { settings, changesAnswers = [] } of settingGroups())
      expect(Object.keys(settings)).toEqual(expect.arrayContaining([...changesAnswers]));
  });

  it('should have a type with every name, and no others', () => {
    const config = read({});
    const port: number = config.PORT;
    // @ts-expect-error a misspelt setting does not compile
    const misspelt: unknown = config.PROT;
    // @ts-expect-error nor does one of a feature
    const other: unknown = config.QUEUE_NAMES;
    // @ts-expect-error nor a value of another type
    const text: string = config.REDIS_PORT;
    expect([port, misspelt, other, text]).toEqual([3000, undefined, undefined, 6379]);
  });

  it('should describe every setting in --help and in docs/settings.md', () => {
    const groups = settingGroups();
    const help = describeSettings(groups);
    for (const name of groups.flatMap(({ settings }) => Object.keys(settings))) expect(help).toContain(`  ${name} (`);
    const page = readFileSync(new URL('../../docs/settings.md', import.meta.url), 'utf8');
    const squeeze = (text: string): string => text.replace(/ +/g, ' ').replace(/-{3,}/g, '---').trim();
    expect(squeeze(page)).toContain(squeeze(settingsAsMarkdown(groups)));
  });
});
