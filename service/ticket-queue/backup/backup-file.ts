import { createHash } from 'node:crypto';
import type { Counters, TicketStore } from '../stores/ticket-store.ts';
import type { Ticket } from '../ticket.ts';

/** Content of a backup: the tickets and the counters. */
export interface Backup {
  readonly queue: string;
  /** Time of the backup, in milliseconds since the epoch. */
  readonly at: number;
  readonly tickets: readonly Ticket[];
  readonly counters: Counters;
}

/** A backup that cannot be used; the message says why. */
export class BackupError extends Error {
  override readonly name = 'BackupError';
}

const KIND = 'kiosque queue backup';
const VERSION = 1;

/** Reads a whole queue. Tickets that change meanwhile are included as before or after the change. */
export async function takeBackup(store: TicketStore, queue: string, at: number): Promise<Backup> {
  const tickets: Ticket[] = [];
  for await (const page of store.tickets()) tickets.push(...page);
  // After the tickets, so that no number in the backup is issued again.
  return { queue, at, tickets, counters: await store.counters() };
}

/**
 * Serializes a backup as JSON lines (https://jsonlines.org): a header, one line per ticket, the counters, and finally the
 * SHA-256 of all preceding lines.
 */
export function writeBackup({ queue, at, tickets, counters }: Backup): Buffer {
  const head = { kind: KIND, version: VERSION, queue, at: new Date(at).toISOString(), tickets: tickets.length };
  const lines = [head, ...tickets.map((ticket) => ({ ticket })), { counters }].map(
    (line) => `${JSON.stringify(line)}\n`,
  );
  const body = lines.join('');
  return Buffer.from(`${body}${JSON.stringify({ sha256: checksum(body) })}\n`);
}

/** @throws BackupError if it is invalid, of another version, truncated or modified. */
export function readBackup(bytes: Buffer): Backup {
  const text = bytes.toString();
  const cut = text.lastIndexOf('\n', text.length - 2) + 1;
  const [body, end] = [text.slice(0, cut), parse(text.slice(cut))];
  if (end['sha256'] !== checksum(body)) {
    throw new BackupError('The checksum does not match: the backup is truncated or was modified. Use another one.');
  }
  const lines = body.split('\n').slice(0, -1).map(parse);
  const head = lines[0] ?? {};
  if (head['kind'] !== KIND) throw new BackupError('This is not a queue backup.');
  if (head['version'] !== VERSION) {
    throw new BackupError(
      `The backup has version ${String(head['version'])}; this Kiosque reads version ${String(VERSION)}.`,
    );
  }
  const tickets = lines.flatMap((line) => (line['ticket'] === undefined ? [] : [line['ticket'] as Ticket]));
  const counters = (lines.at(-1)?.['counters'] ?? {}) as Counters;
  return { queue: String(head['queue']), at: Date.parse(String(head['at'])), tickets, counters };
}

/** Tickets restored per call; other requests are served in between. */
const PAGE = 200;

/**
 * Restores a backup. Existing tickets are kept, so it can be repeated, or applied to a queue in use. Numbers issued
 * afterwards contain the mark, because those issued after the backup are unknown.
 *
 * @returns the number of tickets added.
 */
export async function restoreBackup(store: TicketStore, { tickets, counters }: Backup, mark: number): Promise<number> {
  // Counters first, so that tickets taken meanwhile get unused numbers.
  await store.restoreCounters(counters, mark);
  let added = 0;
  for (let index = 0; index < tickets.length; index += PAGE) {
    added += await store.restoreTickets(tickets.slice(index, index + PAGE));
  }
  return added;
}

function checksum(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function parse(line: string): Record<string, unknown> {
  try {
    return JSON.parse(line) as Record<string, unknown>;
  } catch {
    throw new BackupError('This is not a queue backup, or it is truncated: one of its lines is not JSON.');
  }
}
