/** A JSON object of one line. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Parses a line as a JSON object; nginx without `escape=json` writes `\x22`, which is not JSON and is repaired. Undefined for anything else. */
export function parseJson(line: string): JsonObject | undefined {
  return parsed(line) ?? (line.includes('\\x') ? parsed(line.replace(/\\x([0-9A-Fa-f]{2})/gu, '\\u00$1')) : undefined);
}

function parsed(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined;
  } catch {
    return undefined;
  }
}
