import { Module } from '@nestjs/common';
import type { DynamicModule, Provider } from '@nestjs/common';
import { HealthIndicatorService } from '@nestjs/terminus';
import type { Logger } from 'pino';
import { AccessGuard } from '../access/access.guard.ts';
import { INSTALLATION } from '../access/access.scopes.ts';
import { PROTECTED_RESOURCE } from '../access/access.tokens.ts';
import { Audit } from '../access/audit.ts';
import { RedisNodes } from '../common/redis/redis-nodes.ts';
import type { RedisConfig } from '../common/redis/redis.config.ts';
import { LOGGER } from '../common/tokens.ts';
import type { AzureConfig } from '../config/azure.config.ts';
import { ConfigurationError } from '../config/settings.ts';
import { DependencyDurations } from '../metrics/dependency-durations.ts';
import { NotificationsModule } from '../notifications/notifications.module.ts';
import type { NotificationConfig } from '../notifications/notifications.config.ts';
import { BlocklistFilesController } from './blocklist/blocklist-files.controller.ts';
import { BlocklistFiles } from './blocklist/blocklist-files.service.ts';
import { BlocklistBuilder } from './blocklist/blocklist.builder.ts';
import type { BlocklistConfig } from './blocklist/blocklist.config.ts';
import { BlocklistController } from './blocklist/blocklist.controller.ts';
import { BlocklistMetrics } from './blocklist/blocklist.metrics.ts';
import { BlocklistSchedule } from './blocklist/blocklist.schedule.ts';
import { BlocklistService } from './blocklist/blocklist.service.ts';
import { CurrentBlocklist } from './blocklist/current-blocklist.ts';
import type { BlocklistStore } from './blocklist/store/blocklist-store.ts';
import type { FindingStore } from './findings/finding-store.ts';
import { LOG_FORMATS } from './formats/formats.ts';
import type { LineQueue } from './line-queue/line-queue.ts';
import { LineRateLimit } from './line-rate-limit.ts';
import { LogsController } from './logs.controller.ts';
import { ReportController } from './report/report.controller.ts';
import { ReportService } from './report/report.service.ts';
import type { SecurityLogConfig } from './security-log.config.ts';
import { isRefusal } from './security-log.errors.ts';
import { SecurityLogHealthIndicator } from './security-log.health.ts';
import { SecurityLogMetrics } from './security-log.metrics.ts';
import { SecurityLogProcess } from './security-log.process.ts';
import { SecurityLogState } from './security-log.state.ts';
import {
  BLOCKLIST_STORE,
  FINDING_STORE,
  LINE_QUEUE,
  SECURITY_LOG_CONFIG,
  SECURITY_LOG_HEALTH,
  SECURITY_LOG_STORES,
} from './security-log.tokens.ts';
import { createStores } from './stores/create-stores.ts';
import type { SecurityLogStores } from './stores/create-stores.ts';
import {
  BLOCKLIST_STORE_OPERATIONS,
  FINDING_STORE_OPERATIONS,
  LINE_QUEUE_OPERATIONS,
} from './stores/store-operations.ts';

type Config = SecurityLogConfig & BlocklistConfig & NotificationConfig & RedisConfig & AzureConfig;

const SERVICES = [
  ReportService,
  SecurityLogState,
  SecurityLogMetrics,
  SecurityLogProcess,
  LineRateLimit,
  CurrentBlocklist,
  BlocklistBuilder,
  BlocklistFiles,
  BlocklistService,
  BlocklistSchedule,
  BlocklistMetrics,
  AccessGuard,
  Audit,
];

const STORES = [FINDING_STORE, LINE_QUEUE, BLOCKLIST_STORE];

const CONTROLLERS = [LogsController, ReportController, BlocklistController, BlocklistFilesController];

/** Collects log lines, analyses them, and lists attackers. */
@Module({})
export class SecurityLogModule {
  /** @throws ConfigurationError if a format of SECURITY_LOG_FILES is unknown. */
  static with(config: Config): DynamicModule {
    checkFormats(config);
    const isPublic = config.BLOCKLIST_PUBLIC === 'on';
    return {
      module: SecurityLogModule,
      imports: [NotificationsModule.with(config)],
      controllers: config.SECURITY_LOG_ROLES.includes('collect') ? CONTROLLERS : [],
      providers: [
        { provide: SECURITY_LOG_CONFIG, useValue: config },
        { provide: PROTECTED_RESOURCE, useValue: { ...INSTALLATION, open: isPublic ? ['blocklist'] : [] } },
        ...storeProviders(config),
        ...SERVICES,
        HealthIndicatorService,
        { provide: SECURITY_LOG_HEALTH, useClass: SecurityLogHealthIndicator },
      ],
      exports: [...SERVICES, SECURITY_LOG_CONFIG, PROTECTED_RESOURCE, ...STORES, SECURITY_LOG_HEALTH],
    };
  }
}

function storeProviders(config: Config): Provider[] {
  const measurement = { dependency: config.SECURITY_LOG_STORE, prefix: 'security-log.', isRefusal };
  return [
    {
      provide: SECURITY_LOG_STORES,
      useFactory: (logger: Logger, nodes: RedisNodes) => createStores(config, logger, nodes),
      inject: [LOGGER, RedisNodes],
    },
    {
      provide: LINE_QUEUE,
      useFactory: ({ queue }: SecurityLogStores, durations: DependencyDurations) =>
        durations.measured<LineQueue>(queue, { ...measurement, operations: LINE_QUEUE_OPERATIONS }),
      inject: [SECURITY_LOG_STORES, DependencyDurations],
    },
    {
      provide: FINDING_STORE,
      useFactory: ({ findings }: SecurityLogStores, durations: DependencyDurations) =>
        durations.measured<FindingStore>(findings, { ...measurement, operations: FINDING_STORE_OPERATIONS }),
      inject: [SECURITY_LOG_STORES, DependencyDurations],
    },
    {
      provide: BLOCKLIST_STORE,
      useFactory: ({ blocklist }: SecurityLogStores, durations: DependencyDurations) =>
        durations.measured<BlocklistStore>(blocklist, {
          ...measurement,
          prefix: 'blocklist.',
          operations: BLOCKLIST_STORE_OPERATIONS,
        }),
      inject: [SECURITY_LOG_STORES, DependencyDurations],
    },
  ];
}

function checkFormats({ SECURITY_LOG_FILES }: SecurityLogConfig): void {
  const names = LOG_FORMATS.map(({ name }) => name);
  const unknown = SECURITY_LOG_FILES.find(({ format }) => format !== undefined && !names.includes(format));
  if (unknown === undefined) return;
  throw new ConfigurationError([
    `SECURITY_LOG_FILES names the unknown format ${JSON.stringify(unknown.format)}: use ${names.join(', ')}, or none to detect it`,
  ]);
}
