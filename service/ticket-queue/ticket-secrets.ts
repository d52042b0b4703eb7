/** Ticket tokens (`rubis.` and 22 characters), of any queue, because paths of other processes contain them too. */
const TICKET = /(?<![a-z\d-])([a-z][a-z\d-]{0,31}(?:\.|%2e))[\w-]{22}(?![\w-])/gi;
/** The secret part of a token by itself: 128 random bits almost always include upper- and lower-case letters. */
const TICKET_SECRET = /(?<![\w-])()(?=[\w-]{0,21}[A-Z])(?=[\w-]{0,21}[a-z])[\w-]{22}(?![\w-])/g;

/** Patterns of ticket secrets to redact from logs. */
export const TICKET_SECRETS: readonly RegExp[] = [TICKET, TICKET_SECRET];
