import type { PageContext } from '../frame/page-context.ts';
import type { AccessMessages } from './access-messages.ts';

/** Context of the templates of sign-in, key and device pages. */
export interface AccessPageContext extends PageContext {
  readonly texts: AccessMessages;
  /** Returns the path of one of these pages, in the language chosen for this one. */
  readonly own: (path: string, parameters?: Readonly<Record<string, string>>) => string;
}
