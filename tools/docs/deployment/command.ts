/** A command of the installation. */
export interface Command {
  /** As printed, without the body of a here-document. */
  readonly text: string;
  /** The words before the first option: `az group create`. */
  readonly verb: string;
  readonly has: (option: string) => boolean;
  /**
   * Returns the value of an option as written, quotes included.
   *
   * @throws Error if the command does not have it.
   */
  readonly value: (option: string) => string;
}

const PROGRAMS = ['az', 'helm', 'kubectl', 'for'];

/** Returns the parts of a shell command; of a pipeline, those of the program that changes something. */
export function commandOf(given: string): Command {
  const lines = given.split('\n');
  // Only a here-document has lines after one that is not continued.
  const last = lines.findIndex((line) => !line.endsWith('\\'));
  const text = lines.slice(0, last + 1).join('\n');
  const words = wordsOf(text);
  const own = words.slice(
    Math.max(
      0,
      words.findIndex((word) => PROGRAMS.includes(word)),
    ),
  );
  const end = own.findIndex((word) => word.startsWith('-'));
  const has = (option: string) => own.includes(option);
  return {
    text,
    verb: own.slice(0, end === -1 ? own.length : end).join(' '),
    has,
    value(option) {
      const value = own[own.indexOf(option) + 1];
      if (has(option) && value !== undefined) return value;
      throw new Error(`the command ${JSON.stringify(own.join(' '))} has no ${option}.`);
    },
  };
}

/** Splits at spaces outside quotes and substitutions; continued lines are one. */
function wordsOf(text: string): string[] {
  const words: string[] = [];
  let word = '';
  let depth = 0;
  let quote = '';
  for (const character of text.replaceAll('\\\n', ' ')) {
    if (quote === '' && depth === 0 && /\s/.test(character)) {
      words.push(word);
      word = '';
      continue;
    }
    word += character;
    if (word.endsWith('$(')) depth += 1;
    else if (depth > 0 && character === ')') depth -= 1;
    else if (depth === 0 && quote === '' && /["']/.test(character)) quote = character;
    else if (depth === 0 && character === quote) quote = '';
  }
  return [...words, word].filter((each) => each !== '');
}
