import { Module } from '@nestjs/common';
import type { DynamicModule, Provider } from '@nestjs/common';
import type { Logger } from 'pino';
import { RedisNodes } from '../common/redis/redis-nodes.ts';
import type { RedisConfig } from '../common/redis/redis.config.ts';
import { BASE_PATH, CLOCK, LOGGER } from '../common/tokens.ts';
import type { Clock } from '../common/tokens.ts';
import type { AzureConfig } from '../config/azure.config.ts';
import type { ServerConfig } from '../config/server.config.ts';
import { DependencyDurations } from '../metrics/dependency-durations.ts';
import type { AccessConfig } from './access.config.ts';
import { AccessGuard } from './access.guard.ts';
import { AccessMetrics } from './access.metrics.ts';
import { INSTALLATION } from './access.scopes.ts';
import type { Access, Scopes } from './access.ts';
import { ACCESS, ACCESS_STORE, PROTECTED_RESOURCE, SIGN_IN } from './access.tokens.ts';
import { AuditController } from './audit.controller.ts';
import { AuditLog } from './audit-log.ts';
import { createAccess } from './create-access.ts';
import { createSealedCookies, createSignIn } from './create-sign-in.ts';
import { Devices } from './devices.ts';
import type { DeviceKind } from './devices.ts';
import { KeyRegistry } from './key-registry.ts';
import { ManagedKeys } from './managed-keys.ts';
import { SealedCookies } from './sealed-cookies.ts';
import { Sessions } from './sessions.ts';
import { createAccessStore } from './stores/create-access-store.ts';
import { ACCESS_STORE_OPERATIONS } from './stores/access-store.ts';
import type { AccessStore } from './stores/access-store.ts';

/** What the features of the process contribute. */
export interface AccessContributions {
  /** Scopes of all features, which share keys. */
  readonly scopes: Scopes;
  /** Kinds of devices of the running features. */
  readonly devices: readonly DeviceKind[];
}

type Config = AccessConfig & RedisConfig & AzureConfig & ServerConfig;

const MINUTE_MS = 60_000;

/** Authentication, authorization and the audit log for all features; each provides its PROTECTED_RESOURCE. */
@Module({})
export class AccessModule {
  static with(config: Config, contributions: AccessContributions): DynamicModule {
    const providers = [...storedParts(config, contributions), ...credentials(config, contributions)];
    return {
      module: AccessModule,
      global: true,
      controllers: [AuditController],
      providers: [...providers, { provide: PROTECTED_RESOURCE, useValue: INSTALLATION }, AccessGuard, AccessMetrics],
      exports: providers,
    };
  }
}

function storedParts(config: Config, { scopes, devices }: AccessContributions): Provider[] {
  return [
    storeProvider(config),
    {
      provide: ManagedKeys,
      useFactory: (store: AccessStore, logger: Logger, now: Clock) => new ManagedKeys(store, scopes, logger, now),
      inject: [ACCESS_STORE, LOGGER, CLOCK],
    },
    {
      provide: KeyRegistry,
      useFactory: (store: AccessStore, now: Clock) => new KeyRegistry(store, scopes, now),
      inject: [ACCESS_STORE, CLOCK],
    },
    {
      provide: Devices,
      useFactory: (store: AccessStore, keys: KeyRegistry, now: Clock) => new Devices(devices, store, keys, now),
      inject: [ACCESS_STORE, KeyRegistry, CLOCK],
    },
    {
      provide: AuditLog,
      useFactory: (store: AccessStore, logger: Logger, now: Clock) =>
        new AuditLog(store, logger, { keepDays: config.AUDIT_KEEP_DAYS, now }),
      inject: [ACCESS_STORE, LOGGER, CLOCK],
    },
  ];
}

function storeProvider(config: Config): Provider {
  const measurement = { dependency: config.ACCESS_STORE, operations: ACCESS_STORE_OPERATIONS, prefix: 'access.' };
  return {
    provide: ACCESS_STORE,
    useFactory: async (logger: Logger, now: Clock, nodes: RedisNodes, durations: DependencyDurations) =>
      durations.measured<AccessStore>(await createAccessStore(config, logger, now, nodes), measurement),
    inject: [LOGGER, CLOCK, RedisNodes, DependencyDurations],
  };
}

function credentials(config: Config, { scopes }: AccessContributions): Provider[] {
  return [
    {
      provide: ACCESS,
      useFactory: (managed: ManagedKeys, logger: Logger, now: Clock) =>
        createAccess({ config, scopes, managed, logger, now }),
      inject: [ManagedKeys, LOGGER, CLOCK],
    },
    {
      provide: SealedCookies,
      useFactory: (logger: Logger) => createSealedCookies(config, logger),
      inject: [LOGGER],
    },
    {
      provide: Sessions,
      useFactory: (cookies: SealedCookies, access: Access, managed: ManagedKeys, now: Clock) =>
        new Sessions({
          cookies,
          access,
          scopes,
          ended: async () => (await managed.state()).endedSessions,
          options: {
            idleMs: config.SESSION_IDLE_MINUTES * MINUTE_MS,
            maximumMs: config.SESSION_MAX_HOURS * 60 * MINUTE_MS,
            secure: config.PUBLIC_URL?.startsWith('https:') === true,
          },
          now,
        }),
      inject: [SealedCookies, ACCESS, ManagedKeys, CLOCK],
    },
    {
      provide: SIGN_IN,
      useFactory: (basePath: string, logger: Logger) => createSignIn(config, { basePath, scopes, logger }),
      inject: [BASE_PATH, LOGGER],
    },
  ];
}
