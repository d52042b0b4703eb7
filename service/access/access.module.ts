import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import type { Logger } from 'pino';
import { CLOCK, LOGGER } from '../common/tokens.ts';
import type { Clock } from '../common/tokens.ts';
import type { AccessConfig } from './access.config.ts';
import type { Scopes } from './access.ts';
import { ACCESS } from './access.tokens.ts';
import { createAccess } from './create-access.ts';

/** Authentication and authorization for all features; each provides its PROTECTED_RESOURCE. */
@Module({})
export class AccessModule {
  /** @param scopes the scopes of all features, which share one keys file. */
  static with(config: AccessConfig & { readonly HOST: string }, scopes: Scopes): DynamicModule {
    return {
      module: AccessModule,
      global: true,
      providers: [
        {
          provide: ACCESS,
          useFactory: (logger: Logger, now: Clock) => createAccess(config, scopes, logger, now),
          inject: [LOGGER, CLOCK],
        },
      ],
      exports: [ACCESS],
    };
  }
}
