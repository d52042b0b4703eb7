import { featureFlag } from '../../config/feature-flags.ts';
import { choice, integer, optionalText, text } from '../../config/setting-types.ts';
import { settingGroup } from '../../config/settings.ts';
import type { SettingValues } from '../../config/settings.ts';

/** Settings of the Redis connection, shared by all features. */
export const redisSettings = settingGroup({
  title: 'Redis',
  settings: {
    REDIS_HOST: text('Redis host.', 'a host name or an IP address', '127.0.0.1', /^[\w.:-]+$/),
    REDIS_PORT: integer('Redis port; 10000 for Azure Managed Redis.', { min: 1, max: 65535, default: 6379 }),
    REDIS_MODE: choice(
      'A single server, or a cluster with REDIS_HOST as one of its nodes.',
      ['standalone', 'cluster'],
      'standalone',
    ),
    REDIS_TLS: choice('Whether connections use TLS.', ['off', 'on'], 'off'),
    REDIS_CA_FILE: optionalText('CA certificates (PEM) used to verify Redis; the system’s by default.', 'a path'),
    REDIS_CREDENTIAL: choice(
      'Authentication by password, or by tokens of the pod’s Microsoft Entra identity.',
      ['password', 'entra'],
      'password',
    ),
    REDIS_USERNAME: optionalText('Redis user; with entra, the object id of the identity.', 'a non-blank string'),
    REDIS_PASSWORD: optionalText('Redis password. Secret.', 'a non-blank string'),
    REDIS_PASSWORD_FILE: optionalText(
      'File with the password of REDIS_USERNAME; read for each new connection, so that a rotated password takes effect without a restart. Takes precedence over REDIS_PASSWORD.',
      'a path',
    ),
    REDIS_AUTO_PIPELINING: featureFlag(
      'Whether commands that are issued while others are under way wait for these, and are sent to Redis in one write; without an answer, they then fail after up to twice the command timeout.',
      { owner: '@kiosque/maintainers', ends: '2027-03-31' },
    ),
  },
});

/** Values of the Redis settings. */
export type RedisConfig = SettingValues<typeof redisSettings.settings>;
