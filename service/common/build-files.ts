/** Returns a directory copied by the build, or its place in the source tree. @param entry URL of the entry file. */
export function builtOr(entry: string, built: string, source: string): URL {
  return new URL(entry.endsWith('.ts') ? source : built, entry);
}
