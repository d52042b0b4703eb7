import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { BlocklistPagesController } from './blocklist-pages.controller.tsx';
import { SecurityPageService } from './security-page.service.tsx';
import { SecurityPagesController } from './security-pages.controller.tsx';

/** The pages of the security report. */
@Module({})
export class SecurityPagesModule {
  /** @param securityLog the module of the feature. */
  static with(securityLog: DynamicModule): DynamicModule {
    return {
      module: SecurityPagesModule,
      imports: [securityLog],
      controllers: [SecurityPagesController, BlocklistPagesController],
      providers: [SecurityPageService],
    };
  }
}
