import type { PageContext } from '../frame/page-context.ts';
import type { SecurityMessages } from './security-messages.ts';

/** Context of the templates of the security report. */
export interface SecurityPageContext extends PageContext {
  readonly texts: SecurityMessages;
  /** Returns the path of one of these pages, in the language chosen for this one. */
  readonly own: (path: string, parameters?: Readonly<Record<string, string>>) => string;
  /** Parameters of the range of this page, for links. */
  readonly range: Readonly<Record<string, string>>;
  /** Formats a time of the report, such as `2027-01-31T08:00:00.000Z`. */
  readonly moment: (time: string) => string;
  /** Formats a number, with at most one decimal place. */
  readonly number: (value: number) => string;
}
