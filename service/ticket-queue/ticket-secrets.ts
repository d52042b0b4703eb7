/** Ticket tokens (`rubis.` and 22 characters). By their shape, because the paths of another process's queue hold them, too. */
const TICKET = /(?<![a-z\d-])([a-z][a-z\d-]{0,31}(?:\.|%2e))[\w-]{22}(?![\w-])/gi;
/** The secret of a ticket by itself: 128 random bits hardly ever lack a capital or a small letter. */
const TICKET_SECRET = /(?<![\w-])()(?=[\w-]{0,21}[A-Z])(?=[\w-]{0,21}[a-z])[\w-]{22}(?![\w-])/g;

/** What no log may hold of a ticket's address. */
export const TICKET_SECRETS: readonly RegExp[] = [TICKET, TICKET_SECRET];
