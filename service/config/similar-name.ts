const UNITS = /_(?:SECONDS|BYTES|PER_MINUTE)$/;

/**
 * The setting that `name` was probably meant to be: at most two letters away (for names of eight letters or more), or the same without
 * its unit. Undefined when it resembles none.
 */
export function similarName(name: string, known: readonly string[]): string | undefined {
  if (name.length < 8) return undefined;
  return known.find((candidate) => candidate.replace(UNITS, '') === name || isWithinTwoEdits(name, candidate));
}

function isWithinTwoEdits(left: string, right: string): boolean {
  if (Math.abs(left.length - right.length) > 2 || right.length < 8) return false;
  let previous = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let row = 1; row <= left.length; row++) {
    const current = [row];
    for (let column = 1; column <= right.length; column++) {
      const substitution = (previous[column - 1] ?? 0) + (left[row - 1] === right[column - 1] ? 0 : 1);
      current.push(Math.min(substitution, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return (previous[right.length] ?? 3) <= 2;
}
