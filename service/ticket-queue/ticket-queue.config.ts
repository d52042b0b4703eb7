import * as z from 'zod';
import { choice, integer, optionalText, text, timeZone } from '../config/setting-types.ts';
import { settingGroup } from '../config/settings.ts';
import type { SettingValues } from '../config/settings.ts';

/** A class of tickets that is called before others which came at most `headStartSeconds` earlier. */
export interface Priority {
  readonly name: string;
  readonly headStartSeconds: number;
}

const PATH = String.raw`[a-z][a-z\d-]{0,31}`;

/** Whether something has the form of a queue's path. */
export function isQueuePath(text: string): boolean {
  return new RegExp(`^${PATH}$`).test(text);
}

/** The variables of the ticket queue. */
export const ticketQueueSettings = settingGroup({
  title: 'Ticket queue',
  settings: {
    QUEUE_NAME: text(
      'Name of the queue, and in lower case the path it is served under: /rubis.',
      'a letter and up to 31 letters, digits and hyphens; not a path that is taken, such as api or docs',
      'DEFAULT',
      new RegExp(`^${PATH}$`, 'i'),
    ),
    QUEUE_TITLE: optionalText('What people read above it; QUEUE_NAME by default.', 'a text that is not blank'),
    QUEUE_TICKET_PREFIX: optionalText(
      'What ticket numbers begin with, as R in R-042; the first letter of QUEUE_NAME by default.',
      'one to three capital letters',
      /^[A-Z]{1,3}$/,
    ),
    QUEUE_RESET: choice('Whether numbers start again at 1 each day, or never.', ['daily', 'never'], 'daily'),
    QUEUE_TIME_ZONE: timeZone('Time zone of the queue: when its day starts.', 'Europe/Paris'),
    QUEUE_PRIORITIES: {
      schema: z
        .string()
        .default('')
        .transform((list) => list.split(',').filter((entry) => entry.trim() !== ''))
        .pipe(z.array(z.string().transform(toPriority)).max(8)),
      summary:
        'Classes of tickets that people may ask for, and how many seconds before others each is put; nobody waits longer than that for it.',
      rule: 'up to eight of name:seconds, such as reduced-mobility:900, separated by commas',
    },
    QUEUE_STORE: choice(
      'Where tickets are kept: Redis, or a SQLite file of a single process.',
      ['sqlite', 'redis'],
      'sqlite',
    ),
    QUEUE_DIRECTORY: text('Directory of the SQLite file, made when missing.', 'a path', 'data'),
    QUEUE_CLASSIC_GET: choice(
      'Whether get_ticket and call_ticket also answer GET, as clients of the classic application ask; caches and link previews then take tickets, too.',
      ['refuse', 'allow'],
      'refuse',
    ),
    QUEUE_TICKETS_PER_MINUTE: integer(
      'Tickets one client address may take in a minute, counted by all processes of the queue; 0 is no limit.',
      { min: 0, max: 100_000, default: 60 },
    ),
    QUEUE_MAX_WAITING: integer('Tickets that may wait at once; then taking one answers 503. 0 is no limit.', {
      min: 0,
      max: 1_000_000,
      default: 10_000,
    }),
    QUEUE_BACKUP_CONTAINER: text(
      'Blob container of the backups.',
      'a container name: 3 to 63 lower-case letters, digits and dashes',
      'queue-backups',
      /^[a-z0-9](?:-?[a-z0-9]){2,62}$/,
    ),
    QUEUE_BACKUP_KEEP_DAYS: integer('Days that backups are kept; the newest always is.', {
      min: 1,
      max: 3650,
      default: 30,
    }),
  },
  changesAnswers: ['QUEUE_NAME'],
});

/** The values of the ticket queue's variables. */
export type TicketQueueConfig = SettingValues<typeof ticketQueueSettings.settings>;

/** The queue's name as it stands in addresses, tokens and keys. */
export function queuePath({ QUEUE_NAME }: Pick<TicketQueueConfig, 'QUEUE_NAME'>): string {
  return QUEUE_NAME.toLowerCase();
}

function toPriority(entry: string, context: z.RefinementCtx): Priority {
  const [, name = '', seconds = ''] = /^\s*([a-z][a-z\d-]{0,31}):(\d{1,5})\s*$/.exec(entry) ?? [];
  if (name === '') context.addIssue({ code: 'custom', message: 'not a class' });
  return { name, headStartSeconds: Number(seconds) };
}
