import { choice, integer, optionalText, text } from '../../config/setting-types.ts';
import { settingGroup } from '../../config/settings.ts';
import type { SettingValues } from '../../config/settings.ts';

/** The variables by which Redis is reached, whichever feature keeps something there. */
export const redisSettings = settingGroup({
  title: 'Redis',
  settings: {
    REDIS_HOST: text('Host of Redis.', 'a host name or an IP address', '127.0.0.1', /^[\w.:-]+$/),
    REDIS_PORT: integer('Port of Redis; 10000 of Azure Managed Redis.', { min: 1, max: 65535, default: 6379 }),
    REDIS_MODE: choice(
      'One server, or a cluster of which REDIS_HOST is a node.',
      ['standalone', 'cluster'],
      'standalone',
    ),
    REDIS_TLS: choice('Whether the connection is encrypted.', ['off', 'on'], 'off'),
    REDIS_CA_FILE: optionalText('Certificates (PEM) that Redis is trusted by; the system’s by default.', 'a path'),
    REDIS_CREDENTIAL: choice(
      'A password, or tokens of the pod’s Microsoft Entra identity.',
      ['password', 'entra'],
      'password',
    ),
    REDIS_USERNAME: optionalText(
      'User of Redis; with entra the object id of the identity.',
      'a text that is not blank',
    ),
    REDIS_PASSWORD: optionalText('Password of Redis. Secret.', 'a text that is not blank'),
    REDIS_PASSWORD_FILE: optionalText(
      'File that holds the password of REDIS_USERNAME; read again at each connection, so that a rotated password is picked up without a restart. Wins over REDIS_PASSWORD.',
      'a path',
    ),
  },
});

/** The values of the variables of Redis. */
export type RedisConfig = SettingValues<typeof redisSettings.settings>;
