import leven from 'leven';

const UNITS = /_(?:SECONDS|BYTES|PER_MINUTE)$/;

/**
 * Returns the setting that `name` probably refers to: at most two edits away (for names of eight letters or more), or the same without
 * its unit. Returns undefined if there is none.
 */
export function similarName(name: string, known: readonly string[]): string | undefined {
  if (name.length < 8) return undefined;
  return known.find((candidate) => candidate.replace(UNITS, '') === name || isWithinTwoEdits(name, candidate));
}

function isWithinTwoEdits(left: string, right: string): boolean {
  return right.length >= 8 && leven(left, right, { maxDistance: 3 }) <= 2;
}
