import * as z from 'zod';
import { OPENABLE_SCOPES } from './ticket-queue.access.ts';
import { choice, integer, optionalText, text, timeZone } from '../config/setting-types.ts';
import { settingGroup } from '../config/settings.ts';
import type { SettingValues } from '../config/settings.ts';

/** A priority class, called before tickets issued at most `headStartSeconds` earlier. */
export interface Priority {
  readonly name: string;
  readonly headStartSeconds: number;
}

const PATH = String.raw`[a-z][a-z\d-]{0,31}`;

/** Whether a text is a valid queue path. */
export function isQueuePath(text: string): boolean {
  return new RegExp(`^${PATH}$`).test(text);
}

/** Settings of the ticket queue. */
export const ticketQueueSettings = settingGroup({
  title: 'Ticket queue',
  settings: {
    QUEUE_NAME: text(
      'Name of the queue; in lower case, the path it is served under: /rubis.',
      'a letter and up to 31 letters, digits and hyphens; not a reserved path such as api or docs',
      'DEFAULT',
      new RegExp(`^${PATH}$`, 'i'),
    ),
    QUEUE_TITLE: optionalText('Title shown on the pages; QUEUE_NAME by default.', 'a non-blank string'),
    QUEUE_TICKET_PREFIX: optionalText(
      'Prefix of ticket numbers, such as R in R-042; the first letter of QUEUE_NAME by default.',
      'one to three capital letters',
      /^[A-Z]{1,3}$/,
    ),
    QUEUE_RESET: choice('Whether numbers restart at 1 every day, or never.', ['daily', 'never'], 'daily'),
    QUEUE_TIME_ZONE: timeZone('Time zone that determines when the queue’s day starts.', 'Europe/Paris'),
    QUEUE_OPEN: {
      schema: z
        .string()
        .default(OPENABLE_SCOPES.join(','))
        .transform((list) => (/^(?:none)?$/.test(list.trim()) ? [] : list.split(',').map((word) => word.trim())))
        .pipe(z.array(z.enum(OPENABLE_SCOPES))),
      summary:
        'What anyone can do without a credential: take a ticket, read the queue, both or nothing. Holders always have access to their own ticket.',
      rule: 'take,read, one of the two, or none; empty means none',
      emptyIsValue: true,
    },
    QUEUE_PRIORITIES: {
      schema: z
        .string()
        .default('')
        .transform((list) => list.split(',').filter((entry) => entry.trim() !== ''))
        .pipe(z.array(z.string().transform(toPriority)).max(8)),
      summary:
        'Priority classes that visitors can choose, and how many seconds ahead each is placed; no other ticket is delayed by more than that.',
      rule: 'up to eight comma-separated name:seconds pairs, such as reduced-mobility:900',
    },
    QUEUE_STORE: choice(
      'Where tickets are stored: Redis, or a SQLite file for a single process.',
      ['sqlite', 'redis'],
      'sqlite',
    ),
    QUEUE_DIRECTORY: text('Directory of the SQLite file; created if missing.', 'a path', 'data'),
    QUEUE_CLASSIC_GET: choice(
      'Whether get_ticket and call_ticket also accept GET, for clients of the classic application; caches and link previews can then take tickets, too.',
      ['refuse', 'allow'],
      'refuse',
    ),
    QUEUE_TICKETS_PER_MINUTE: integer(
      'Maximum number of tickets per minute and client address, counted across all processes of the queue; 0 means no limit.',
      { min: 0, max: 100_000, default: 60 },
    ),
    QUEUE_MAX_WAITING: integer(
      'Maximum number of waiting tickets; at the limit, taking one returns 503. 0 means no limit.',
      {
        min: 0,
        max: 1_000_000,
        default: 10_000,
      },
    ),
    QUEUE_BACKUP_CONTAINER: text(
      'Blob container for backups.',
      'a container name: 3 to 63 lower-case letters, digits and dashes',
      'queue-backups',
      /^[a-z0-9](?:-?[a-z0-9]){2,62}$/,
    ),
    QUEUE_BACKUP_KEEP_DAYS: integer('Number of days to keep backups; the newest is always kept.', {
      min: 1,
      max: 3650,
      default: 30,
    }),
  },
  changesAnswers: ['QUEUE_NAME'],
});

/** Values of the ticket queue settings. */
export type TicketQueueConfig = SettingValues<typeof ticketQueueSettings.settings>;

/** Returns the queue's name as used in paths, tokens and keys. */
export function queuePath({ QUEUE_NAME }: Pick<TicketQueueConfig, 'QUEUE_NAME'>): string {
  return QUEUE_NAME.toLowerCase();
}

function toPriority(entry: string, context: z.RefinementCtx): Priority {
  const [, name = '', seconds = ''] = /^\s*([a-z][a-z\d-]{0,31}):(\d{1,5})\s*$/.exec(entry) ?? [];
  if (name === '') context.addIssue({ code: 'custom', message: 'not a class' });
  return { name, headStartSeconds: Number(seconds) };
}
