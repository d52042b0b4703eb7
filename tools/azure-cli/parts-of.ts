/** Returns a command and its options from the words after `az`: `acr create` of `acr create --name x`. */
export function partsOf(words: readonly string[]): { readonly command: string; readonly options: readonly string[] } {
  const end = words.findIndex((word) => word.startsWith('-'));
  const command = words.slice(0, end === -1 ? undefined : end).join(' ');
  return { command, options: words.slice(command === '' ? 0 : end).filter((word) => /^--?[a-z]/.test(word)) };
}
