/** Parses `name=value` pairs separated by commas, values percent-encoded, as in the variables of OpenTelemetry. */
export function parsePairs(text: string): Record<string, string> {
  const pairs = text.split(',').flatMap((pair): [string, string][] => {
    const [name = '', value] = pair.split(/=(.*)/s);
    return value === undefined ? [] : [[name.trim(), decoded(value.trim())]];
  });
  return Object.fromEntries(pairs);
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
