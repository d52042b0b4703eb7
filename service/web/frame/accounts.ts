import { Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { INSTALLATION } from '../../access/access.scopes.ts';
import { Devices } from '../../access/devices.ts';
import { BASE_PATH } from '../../common/tokens.ts';
import type { Account } from './account.tsx';
import type { Language } from './language.ts';
import { MESSAGES } from './messages.ts';

/** A page for people who are signed in. */
export interface StaffPage {
  readonly path: string;
  readonly title: Readonly<Record<Language, string>>;
  readonly scope: string;
  readonly resource: string;
}

/** Token of the features' staff pages. */
export const STAFF_PAGES = Symbol('StaffPages');

/** Finds out who is signed in, for the bar at the top of staff pages. */
@Injectable()
export class Accounts {
  constructor(
    private readonly devices: Devices,
    @Inject(STAFF_PAGES) private readonly pages: readonly StaffPage[],
    @Inject(BASE_PATH) private readonly basePath: string,
  ) {}

  /** Returns the account of a request that the guard has authenticated by a session; undefined otherwise. */
  of({ cookieCredential }: FastifyRequest, language: Language): Account | undefined {
    if (cookieCredential?.session === undefined) return undefined;
    const { actor, csrfToken } = cookieCredential;
    const texts = MESSAGES[language];
    const pages = this.pages.filter(({ scope, resource }) => actor.allows(scope, resource));
    const isApprover = this.devices.kinds.some(({ approver, resource }) => actor.allows(approver, resource.name));
    return {
      name: actor.displayName ?? actor.name,
      csrfToken,
      signOut: `${this.basePath}/sign-out`,
      pages: {
        ...Object.fromEntries(pages.map(({ path, title }) => [path, title[language]])),
        ...(isApprover && { [`${this.basePath}/devices`]: texts.devices }),
        ...(actor.allows('admin', INSTALLATION.name) && { [`${this.basePath}/keys`]: texts.keys }),
      },
    };
  }
}
