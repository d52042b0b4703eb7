import { printable } from '../../common/logging/printable.ts';
import { detached } from '../signatures/detached.ts';

const MAX_LINES = 10;
const FIRST_LINES = 3;
const LAST_LINES = 3;
const MAX_CHARACTERS = 500;
const MAX_READ = 4 * MAX_CHARACTERS;

/** Names that hold secrets whatever stands before them, such as `newPassword` and `x-amz-security-token`. */
const ENDINGS =
  'passw(?:or)?d|passphrase|passwort|kennwort|mot_?de_?passe|pwd|secret|token|jwt|credentials?|signature|(?:api|access|private|secret|auth)[_-]?key';

/** Names that hold secrets alone or after a hyphen or underscore: `barcode` and `spin` do not. */
const WORDS =
  'pass(?:code)?|mdp|authorization|auth|session(?:[_-]?id)?|phpsessid|jsessionid|sid|cookies?|otp|pin|sig|key|code(?:_verifier)?|samlresponse';

const NAME = `(?:${ENDINGS}|(?:(?<![a-z])|(?<=%5b))(?:${WORDS}))`;

const SECRETS: readonly (readonly [pattern: RegExp, replacement: string])[] = [
  // Fields of JSON, also of JSON in a string and in a query.
  [new RegExp(`(${NAME}"\\s{0,3}:\\s{0,3}\\[?")(?:[^"\\\\]|\\\\.){1,2000}`, 'gi'), '$1…'],
  [new RegExp(`(${NAME}\\\\{1,3}"\\s{0,3}:\\s{0,3}\\[?\\\\{1,3}")[^"\\\\]{1,2000}`, 'gi'), '$1…'],
  [new RegExp(`(${NAME}(?:%22|")(?::|%3a)(?:%20|\\+)?%22)(?:(?!%22)[^&\\s"]){1,2000}`, 'gi'), '$1…'],
  // Header fields.
  [/\b((?:set-)?cookie: ?)[^"]{1,2000}/gi, '$1…'],
  [/\b(authorization: ?(?:[a-z][\w-]{1,20} +)?)[^"]{1,2000}/gi, '$1…'],
  [/\b([a-z]{1,20}-[\w-]{0,30}(?:key|token|secret|password|signature): ?)[^\s",;]{1,2000}/gi, '$1…'],
  [/\b(basic|bearer|negotiate|digest)(?: |%20)+[\w.~+/=%-]{6,2000}/gi, '$1 …'],
  // Parameters.
  [
    new RegExp(`(${NAME}(?:\\]|%5d)?(?:=|%3d|%253d))(?!…)(?:"[^"]{1,2000}"|'[^'"]{1,2000}'|[^&\\s"<>]{1,2000})`, 'gi'),
    '$1…',
  ],
  [/\bkq_[\w-]{20,100}/g, 'kq_…'],
  [/eyJ[\w-]{8,2000}(?:\.[\w-]{0,2000}){0,4}/g, 'eyJ…'],
  [/(:\/\/[^\s/:@]{1,100}:)[^\s/@]{1,100}@/g, '$1…@'],
  [/(%3a%2f%2f[^\s/:@&"%]{1,100}(?:%3a|:))(?:(?!%40)[^\s@&"]){1,100}(?:%40|@)/gi, '$1…@'],
];

/** One line of evidence and how much it weighs. */
export interface WeighedEvidence {
  readonly time: number;
  readonly origin: string;
  line: string;
  readonly weight: number;
  /** Whether secrets are still to be removed, which is done for lines that are stored or reported only. */
  isRaw?: true;
}

/** Returns a line without secrets and control characters, truncated to `max` characters. */
export function redacted(line: string, max = MAX_CHARACTERS): string {
  let text = line.slice(0, MAX_READ);
  for (const [pattern, replacement] of SECRETS) text = text.replace(pattern, replacement);
  return printable(text, max);
}

/** Removes the secrets from the lines that were kept. */
export function redactAll(kept: readonly WeighedEvidence[]): void {
  for (const evidence of kept) {
    if (evidence.isRaw === undefined) continue;
    evidence.line = redacted(evidence.line);
    delete evidence.isRaw;
  }
}

/** Keeps the first three lines, the last three, and the strongest of those between. */
export function keepEvidence(
  kept: WeighedEvidence[],
  time: number,
  origin: string,
  line: string,
  weight: number,
): void {
  kept.push({ time, origin, line: detached(line.slice(0, MAX_READ)), weight, isRaw: true });
  if (kept.length <= MAX_LINES) return;
  let weakest = FIRST_LINES;
  for (let at = FIRST_LINES; at < MAX_LINES + 1 - LAST_LINES; at++) {
    if ((kept[at]?.weight ?? 0) < (kept[weakest]?.weight ?? 0)) weakest = at;
  }
  kept.splice(weakest, 1);
}
