import type { ActorRecord, Finding } from '../security-log/findings/finding.ts';
import type { Effects, LineBatch } from '../security-log/line-queue/line-queue.ts';

/** Noon of a day, in milliseconds since the epoch. */
export const NOON = Date.parse('2026-11-21T12:00:00Z');

const HOUR_MS = 3_600_000;

/** A finding with one hit. */
export function finding(own: Partial<Finding> = {}): Finding {
  const { first = NOON, last = first } = own;
  return {
    id: `finding-${String(first)}`,
    kind: 'probe',
    patterns: ['dot-env'],
    level: 'attempt',
    reason: undefined,
    source: '192.0.2.7',
    first,
    last,
    count: 1,
    hours: { [Math.floor(first / HOUR_MS)]: 1, [Math.floor(last / HOUR_MS)]: 1 },
    score: 1,
    targets: ['www.example.org'],
    users: [],
    evidence: [{ time: last, origin: 'file:/var/log/access.log', line: '192.0.2.7 - - "GET /.env HTTP/1.1" 404' }],
    virus: undefined,
    ...own,
  };
}

/** A record of an actor that is stored for the first time. */
export function actor(own: Partial<ActorRecord> = {}): ActorRecord {
  return { key: 'address:192.0.2.7', version: 0, state: '{"requests":1}', last: NOON, ...own };
}

/** Lines of an origin without positions. */
export function lines(own: Partial<LineBatch> = {}): LineBatch {
  return { origin: 'http:edge', format: undefined, lines: ['one'], collected: NOON, position: undefined, ...own };
}

/** Effects that change nothing but the counts of lines. */
export function effects(own: Partial<Effects> = {}): Effects {
  return { actors: [], findings: [], read: new Map(), ...own };
}
