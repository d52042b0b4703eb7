import type { Egress } from './constructs/network-policy/network-policy.ts';
import type { Resources } from './constructs/prop-checks.ts';
import { Redis } from './constructs/redis/redis.ts';
import type { SecretReference } from './constructs/secret-reference/secret-reference.ts';
import { Tenancy } from './constructs/tenancy/tenancy.ts';
import type { PodProps } from './constructs/workload/pod.props.ts';
import type { Environment } from './environments/environment.ts';
import type { SecretsChart } from './secrets.chart.ts';

/** Name of the Redis in the namespace. */
export const REDIS_NAME = 'redis';

/** Mount path of the Secret with the Redis password. */
const PASSWORD = '/etc/kiosque/redis-password';
const SESSIONS = '/etc/kiosque/session-secrets';
const CLIENT = '/etc/kiosque/oidc-client';

/** Ports of Azure Managed Redis: the database and the shards. */
const MANAGED_REDIS_PORTS: Egress['ports'] = [10_000, [8500, 8599]];

/** Returns what the pods that use Redis have in common. */
export function podsOf(
  { images, ticketQueues: { redis }, namespace }: Environment,
  { redisPassword }: SecretsChart,
  resources: Resources,
): Pick<PodProps, 'image' | 'resources' | 'priorityClassName' | 'secretFiles' | 'clientId'> {
  return {
    image: images.kiosque,
    resources,
    priorityClassName: Tenancy.priorityClassOf(namespace),
    ...(redisPassword && { secretFiles: { [PASSWORD]: redisPassword } }),
    ...(redis.kind === 'azure-managed' && { clientId: redis.identity.clientId }),
  };
}

/** Returns the files that sign-in needs. */
export function accessFiles({ sessionSecrets, oidcClient }: SecretsChart): Record<string, SecretReference> {
  return { [SESSIONS]: sessionSecrets, ...(oidcClient && { [CLIENT]: oidcClient }) };
}

/** Sessions and keys are valid for all services that share the Redis and the secrets. */
export function accessSettings({ ticketQueues: { signIn } }: Environment): Record<string, string> {
  return {
    ACCESS_STORE: 'redis',
    SESSION_SECRETS_FILE: `${SESSIONS}/SESSION_SECRETS`,
    ...(signIn && {
      OIDC_ISSUER: signIn.issuer,
      OIDC_CLIENT_ID: signIn.clientId,
      OIDC_CLIENT_SECRET_FILE: `${CLIENT}/OIDC_CLIENT_SECRET`,
    }),
  };
}

/** Returns the settings that connect to Redis. */
export function redisSettings({ ticketQueues: { redis } }: Environment): Record<string, string> {
  if (redis.kind === 'in-cluster') {
    return {
      REDIS_HOST: REDIS_NAME,
      REDIS_PORT: String(Redis.port),
      REDIS_PASSWORD_FILE: `${PASSWORD}/REDIS_PASSWORD`,
    };
  }
  return {
    REDIS_HOST: redis.host,
    REDIS_PORT: '10000',
    REDIS_MODE: 'cluster',
    REDIS_TLS: 'on',
    REDIS_CREDENTIAL: 'entra',
    REDIS_USERNAME: redis.identity.principalId,
  };
}

/** Returns the connections to Redis. */
export function redisEgress({ ticketQueues: { redis } }: Environment): Egress[] {
  if (redis.kind === 'in-cluster') return [{ to: { pods: REDIS_NAME }, ports: [Redis.port] }];
  // 443 is for Microsoft Entra tokens.
  return [{ to: 'internet', ports: [443, ...MANAGED_REDIS_PORTS] }];
}

/** Adds HTTPS, for the keys of the OpenID Connect issuer or the storage account. */
export function withHttps(egress: readonly Egress[]): readonly Egress[] {
  const known = egress.some(({ to, ports }) => to === 'internet' && ports.includes(443));
  return known ? egress : [...egress, { to: 'internet', ports: [443] }];
}
