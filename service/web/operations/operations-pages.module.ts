import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { AccessGuard } from '../../access/access.guard.ts';
import { INSTALLATION } from '../../access/access.scopes.ts';
import { PROTECTED_RESOURCE } from '../../access/access.tokens.ts';
import type { Overseer } from '../../feature.ts';
import { OperationsController } from './operations.controller.tsx';
import { OVERSEERS } from './operations.tokens.ts';

/** The operations page, under the base path of the process. */
@Module({})
export class OperationsPagesModule {
  static with(overseers: readonly Overseer[]): DynamicModule {
    return {
      module: OperationsPagesModule,
      controllers: [OperationsController],
      providers: [
        { provide: OVERSEERS, useValue: overseers },
        { provide: PROTECTED_RESOURCE, useValue: INSTALLATION },
        AccessGuard,
      ],
    };
  }
}
