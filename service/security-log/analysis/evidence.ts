import { printable } from '../../common/logging/printable.ts';
import { detached } from '../signatures/detached.ts';

const MAX_LINES = 10;
const FIRST_LINES = 3;
const LAST_LINES = 3;
const MAX_CHARACTERS = 500;
const MAX_READ = 4 * MAX_CHARACTERS;

/** Names of parameters and fields whose values are secrets. */
const SECRET_NAMES =
  'pass(?:w(?:or)?d|phrase|code)?|pwd|secret|client_secret|token|access_token|refresh_token|id_token|api[_-]?key|apikey|authorization|auth|session(?:[_-]?id)?|phpsessid|jsessionid|sid|cookie|credential|otp|pin|sig(?:nature)?|code_verifier|code';

const SECRETS: readonly (readonly [pattern: RegExp, replacement: string])[] = [
  [
    new RegExp(
      `((?<![a-z])(?:[a-z]{1,20}[_-])?(?:${SECRET_NAMES})(?:=|%3d|"\\s{0,3}:\\s{0,3}"))[^&\\s"'<>;,]{1,2000}`,
      'gi',
    ),
    '$1…',
  ],
  [/\b(basic|bearer|negotiate|digest) +[\w.~+/=-]{6,2000}/gi, '$1 …'],
  [/\bkq_[\w-]{20,100}/g, 'kq_…'],
  [/\beyJ[\w-]{5,2000}\.[\w-]{5,2000}\.[\w-]{0,2000}/g, 'eyJ…'],
  [/(:\/\/[^\s/:@]{1,100}:)[^\s/@]{1,100}@/g, '$1…@'],
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

/** Returns a line without secrets and control characters, at most 500 characters long. */
export function redacted(line: string): string {
  let text = line.slice(0, MAX_READ);
  for (const [pattern, replacement] of SECRETS) text = text.replace(pattern, replacement);
  return printable(text, MAX_CHARACTERS);
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
