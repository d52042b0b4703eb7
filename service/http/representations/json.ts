/** Serializes JSON data compactly, in UTF-8. */
export function toJson(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value));
}
