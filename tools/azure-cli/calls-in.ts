/** Returns the calls of `az` in a shell script, as words after `az`: also those in substitutions, pipelines and lists. */
export function callsIn(script: string): string[][] {
  // Bodies of here-documents are not commands.
  const text = script.replaceAll('\\\n', ' ').replaceAll(/(<<'END'.*)\n[^]*?^END$/gm, '$1');
  const calls: string[][] = [];
  let rest = text;
  // Substitutions, the innermost first.
  for (let inner = /\$\(([^()]*)\)/.exec(rest); inner !== null; inner = /\$\(([^()]*)\)/.exec(rest)) {
    calls.push(...simpleCalls(inner[1] ?? ''));
    rest = rest.replace(inner[0], 'SUBSTITUTED');
  }
  return [...simpleCalls(rest), ...calls];
}

/** Quoted text is one word; comments end a line. */
function simpleCalls(text: string): string[][] {
  const quoted = text.replaceAll(/"[^"\n]*"|'[^'\n]*'/g, 'QUOTED');
  return quoted
    .replaceAll(/(^|\s)#.*$/gm, '$1')
    .split(/\n|&&|\|\||[|;]|(?:^|\s)\{\s/)
    .map((part) => /(?:^|\s)az +([a-z].*)$/.exec(part.trim())?.[1])
    .filter((call) => call !== undefined)
    .map((call) => call.trim().split(/\s+/));
}
