/** A directory that the build copied beside the entry file, or where it lies in the source. @param entry URL of the entry file. */
export function builtOr(entry: string, built: string, source: string): URL {
  return new URL(entry.endsWith('.ts') ? source : built, entry);
}
