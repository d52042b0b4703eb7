import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { AccessGuard } from '../../access/access.guard.ts';
import { INSTALLATION } from '../../access/access.scopes.ts';
import { PROTECTED_RESOURCE } from '../../access/access.tokens.ts';
import { Audit } from '../../access/audit.ts';
import { Accounts, STAFF_PAGES } from '../frame/accounts.ts';
import type { StaffPage } from '../frame/accounts.ts';
import { AccessPageService } from './access-page.service.tsx';
import { DevicesController } from './devices.controller.tsx';
import { KeysController } from './keys.controller.tsx';
import { PairController } from './pair.controller.tsx';
import { SignInController } from './sign-in.controller.tsx';

/** Pages for signing in, keys and devices, under the base path of the process. Global, because staff pages show who is signed in. */
@Module({})
export class AccessPagesModule {
  /** @param staffPages the pages of features for people who are signed in. */
  static with(staffPages: readonly StaffPage[]): DynamicModule {
    return {
      module: AccessPagesModule,
      global: true,
      controllers: [SignInController, KeysController, DevicesController, PairController],
      providers: [
        { provide: PROTECTED_RESOURCE, useValue: INSTALLATION },
        { provide: STAFF_PAGES, useValue: staffPages },
        AccessGuard,
        Audit,
        AccessPageService,
        Accounts,
      ],
      exports: [Accounts],
    };
  }
}
