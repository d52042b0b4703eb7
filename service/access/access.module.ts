import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import type { Logger } from 'pino';
import { CLOCK, LOGGER } from '../common/tokens.ts';
import type { Clock } from '../common/tokens.ts';
import type { AccessConfig } from './access.config.ts';
import type { Scopes } from './access.ts';
import { ACCESS } from './access.tokens.ts';
import { createAccess } from './create-access.ts';

/** Who may do what, for every feature that asks. Each says by PROTECTED_RESOURCE on what. */
@Module({})
export class AccessModule {
  /** @param scopes of all features: one file of keys serves them all. */
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
