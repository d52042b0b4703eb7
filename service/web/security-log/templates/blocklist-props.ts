import type * as z from 'zod';
import type { DECISION, ENTRIES, EXPLANATION } from '../../../security-log/blocklist/blocklist.schemas.ts';
import type { BlocklistMessages } from '../blocklist-messages.ts';
import type { SecurityPageContext } from '../security-page-context.ts';

/** What the page of the blocklist shows. */
export interface BlocklistProps {
  readonly page: SecurityPageContext & { readonly blocklist: BlocklistMessages };
  readonly csrfToken: string | undefined;
  readonly list: z.infer<typeof ENTRIES>;
  readonly decisions: readonly z.infer<typeof DECISION>[];
  /** About the address that was searched for. */
  readonly explanation: z.infer<typeof EXPLANATION> | undefined;
  readonly query: {
    readonly network: string | undefined;
    readonly offset: number;
    /** Whether what was searched for is an address or a network. */
    readonly isKnown: boolean;
  };
  /** Why a form was refused. */
  readonly problem: string | undefined;
}
