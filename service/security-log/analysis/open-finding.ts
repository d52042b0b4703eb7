import { HALF_LIFE, LIMITS, REPORT_SCORE } from '../detectors/thresholds.ts';
import type { Hit } from '../detectors/detector.ts';
import type { Finding, FindingKind } from '../findings/finding.ts';
import { identity, shortHash } from './hashes.ts';
import { redactAll } from './evidence.ts';
import type { WeighedEvidence } from './evidence.ts';

const HOUR = 3_600_000;
const MAX_HOURS = 200;
const MAX_PATTERNS = 10;
const MAX_NAMES = 20;

/** What is told apart of a hit, beyond its kind. */
export interface HitContext {
  readonly time: number;
  readonly target: string | undefined;
  readonly user: string | undefined;
  /** Address asked for, which tells answers apart. */
  readonly url: string;
  readonly virus: { readonly path: string; readonly signature: string } | undefined;
}

/** A finding that further hits may still join, as it is stored with its actor. */
export interface OpenFinding {
  readonly id: string;
  readonly kind: FindingKind;
  readonly source: string;
  first: number;
  last: number;
  count: number;
  hours: Record<string, number>;
  /** Score at `last`, and the highest so far. */
  score: number;
  peak: number;
  patterns: Record<string, number>;
  targets: Record<string, number>;
  users: Record<string, number>;
  evidence: WeighedEvidence[];
  reason: string | undefined;
  /** Successful answers by their size: the hashed address that gave it, or the empty string if several did. */
  answers?: Record<string, string>;
  serverErrors?: number;
  virus: { readonly path: string; readonly signature: string } | undefined;
}

/** Opens a finding; its first hit is still to be joined. */
export function openFinding(kind: FindingKind, source: string, { time, virus }: HitContext): OpenFinding {
  const id =
    virus === undefined ? identity(kind, source, time) : identity(kind, source, time, virus.path, virus.signature);
  const empty = { hours: {}, patterns: {}, targets: {}, users: {}, evidence: [] };
  return { id, kind, source, first: time, last: time, count: 0, score: 0, peak: 0, reason: undefined, virus, ...empty };
}

/** Score at a time: it halves with every half-life since the last hit. */
export function scoreAt(finding: OpenFinding, time: number): number {
  return time <= finding.last ? finding.score : finding.score * 2 ** ((finding.last - time) / HALF_LIFE);
}

/** Adds a hit; its evidence is kept separately. */
export function join(finding: OpenFinding, hit: Hit, context: HitContext): void {
  const count = hit.count ?? 1;
  finding.score = scoreAt(finding, context.time) + hit.weight * Math.max(1, count);
  finding.peak = Math.max(finding.peak, finding.score);
  finding.first = Math.min(finding.first, context.time);
  finding.last = Math.max(finding.last, context.time);
  tally(finding.patterns, hit.pattern, Math.max(1, count), MAX_PATTERNS * 2);
  if (count > 0) countHit(finding, count, context);
  if (hit.success !== undefined) finding.reason ??= hit.success;
  if (hit.isServerError === true && count > 0) finding.serverErrors = (finding.serverErrors ?? 0) + 1;
  if (hit.answer !== undefined) noteAnswer((finding.answers ??= {}), String(hit.answer), shortHash(context.url));
}

function countHit(finding: OpenFinding, count: number, { time, target, user }: HitContext): void {
  finding.count += count;
  addHour(finding.hours, Math.floor(time / HOUR), count);
  if (target !== undefined && target !== '') tally(finding.targets, target.slice(0, 200), count, MAX_NAMES * 2);
  if (user !== undefined && user !== '') tally(finding.users, user.slice(0, 100), count, MAX_NAMES * 2);
}

/** Whether a finding weighs enough to be reported. */
export function isReported(finding: OpenFinding): boolean {
  return (
    finding.peak >= REPORT_SCORE[finding.kind] - 1e-9 || finding.reason !== undefined || impact(finding) !== undefined
  );
}

/** The finding as it is reported; undefined while it does not weigh enough. */
export function reported(finding: OpenFinding): Finding | undefined {
  if (!isReported(finding)) return undefined;
  const reason = finding.reason ?? impact(finding);
  redactAll(finding.evidence);
  const { id, kind, source, first, last, count, hours, virus } = finding;
  return {
    ...{ id, kind, source, first, last, count, virus, reason },
    hours: { ...hours },
    level: reason === undefined ? 'attempt' : 'attack',
    patterns: mostFrequent(finding.patterns, MAX_PATTERNS),
    score: Math.round(finding.peak * 1000) / 1000,
    targets: mostFrequent(finding.targets, MAX_NAMES),
    users: mostFrequent(finding.users, MAX_NAMES),
    evidence: finding.evidence.map(({ time, origin, line }) => ({ time, origin, line })),
  };
}

/** Why the answers of the server make it an attack. */
function impact({ answers = {}, serverErrors = 0, kind }: OpenFinding): string | undefined {
  const own = Object.entries(answers).find(([, url]) => url !== '');
  if (own !== undefined)
    return `${kind === 'probe' ? 'a sensitive file' : 'the request'} was answered with ${own[0]} bytes`;
  return serverErrors >= LIMITS.serverErrors ? `payloads caused ${String(serverErrors)} server errors` : undefined;
}

/** A site that answers everything with the same page answers different addresses with the same size. */
function noteAnswer(answers: Record<string, string>, bytes: string, url: string): void {
  const known = answers[bytes];
  if (known === undefined && Object.keys(answers).length >= MAX_NAMES) return;
  answers[bytes] = known === undefined || known === url ? url : '';
}

function addHour(hours: Record<string, number>, hour: number, count: number): void {
  hours[hour] = (hours[hour] ?? 0) + count;
  const keys = Object.keys(hours);
  if (keys.length <= MAX_HOURS) return;
  const [oldest = '', next = ''] = keys
    .map(Number)
    .sort((left, right) => left - right)
    .map(String);
  hours[next] = (hours[next] ?? 0) + (hours[oldest] ?? 0);
  // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- a record, because it is stored as JSON
  delete hours[oldest];
}

/** Counts a name; a table that is full makes room by dropping the rarest, oldest name. */
function tally(table: Record<string, number>, name: string, count: number, limit: number): void {
  const key = `=${name}`;
  const known = table[key];
  if (known === undefined) {
    const entries = Object.entries(table);
    if (entries.length >= limit) {
      const [rarest] = entries.reduce((least, entry) => (entry[1] < least[1] ? entry : least));
      // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- a record, because it is stored as JSON
      delete table[rarest];
    }
  }
  table[key] = (known ?? 0) + count;
}

/** The keys have a sign in front, which keeps names such as `__proto__` and `12` ordinary and in order. */
function mostFrequent(table: Readonly<Record<string, number>>, limit: number): readonly string[] {
  return Object.entries(table)
    .sort((left, right) => right[1] - left[1])
    .slice(0, limit)
    .map(([key]) => key.slice(1));
}
