/** Copies a text, so that it does not keep the whole chunk of a file in memory that it was cut from. */
export function detached(text: string): string {
  return Buffer.from(text).toString();
}
