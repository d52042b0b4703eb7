/** What every text that a part of an expression matches has in common. */
interface Facts {
  /** Every text it matches, if these are few; undefined otherwise. */
  readonly exact: readonly string[] | undefined;
  /** Texts of which each match contains at least one; undefined if none are known. */
  readonly required: readonly string[] | undefined;
}

const MAX_EXACT = 48;
const MAX_CLASS = 12;
const EMPTY: Facts = { exact: [''], required: undefined };
const ANYTHING: Facts = { exact: undefined, required: undefined };

/**
 * Returns literals of which at least one is in each text that an expression matches. Covers the syntax that signatures
 * use: alternatives, groups, classes, quantifiers and assertions.
 * @throws Error for an expression that requires no literal, or that it cannot read.
 */
export function requiredLiterals({ source }: RegExp): readonly string[] {
  const parser = new Parser(source);
  const literals = strongest(parser.alternatives());
  if (!parser.isAtEnd) throw new Error(`The expression cannot be read at ${source.slice(parser.at, parser.at + 20)}`);
  if (literals === undefined)
    throw new Error(`The expression requires no text, so that it would be tried on everything: ${source}`);
  return literals;
}

class Parser {
  at = 0;
  readonly #source: string;

  constructor(source: string) {
    this.#source = source;
  }

  get isAtEnd(): boolean {
    return this.at === this.#source.length;
  }

  alternatives(): Facts {
    const found = [this.#sequence()];
    while (this.#accept('|')) found.push(this.#sequence());
    return found.length === 1 ? (found[0] ?? EMPTY) : union(found);
  }

  #sequence(): Facts {
    const parts: Facts[] = [];
    while (!this.isAtEnd && !'|)'.includes(this.#peek())) parts.push(...this.#quantified(this.#atom()));
    return concatenation(parts);
  }

  #atom(): Facts {
    if (this.#match(/\^|\$|\\[bB]/y) !== undefined) return EMPTY;
    if (this.#accept('(')) return this.#group();
    const [, members] = this.#match(/\[(\^?(?:\\.|[^\]\\])*)\]/y) ?? [];
    if (members !== undefined) return classFacts(members);
    const [escape] = this.#match(/\\u[0-9a-f]{4}|\\x[0-9a-f]{2}|\\./y) ?? [];
    if (escape !== undefined) return escapeFacts(escape);
    const character = this.#peek();
    this.at++;
    return character === '.' ? ANYTHING : { exact: [character], required: undefined };
  }

  #group(): Facts {
    const [assertion] = this.#match(/\?(?:<?[=!]|:)/y) ?? [];
    const inside = this.alternatives();
    if (!this.#accept(')')) throw new Error('A group of the expression is not closed');
    return assertion === undefined || assertion === '?:' ? inside : EMPTY;
  }

  /** What is repeated stands there once, and whatever follows it. */
  #quantified(facts: Facts): readonly Facts[] {
    const [, sign, least, most] = this.#match(/(?:([*+?])|\{(\d+)(?:,(\d*))?\})\??/y) ?? [];
    if (sign === undefined && least === undefined) return [facts];
    if (sign === '?' || (least === '0' && most === '1')) return [{ exact: optional(facts), required: undefined }];
    if (sign === '*' || least === '0') return [ANYTHING];
    return [repeated(facts, Number(least ?? 1)), ANYTHING];
  }

  #peek(): string {
    return this.#source[this.at] ?? '';
  }

  #accept(character: string): boolean {
    if (this.#peek() !== character) return false;
    this.at++;
    return true;
  }

  #match(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.at;
    const match = pattern.exec(this.#source);
    if (match === null) return undefined;
    this.at = pattern.lastIndex;
    return match;
  }
}

/** One text several times in a row is a longer text. */
function repeated(facts: Facts, least: number): Facts {
  const [only, ...others] = facts.exact ?? [];
  return only !== undefined && others.length === 0
    ? { exact: [only.repeat(Math.min(least, 4))], required: undefined }
    : facts;
}

function optional({ exact }: Facts): readonly string[] | undefined {
  return exact === undefined || exact.length >= MAX_EXACT ? undefined : ['', ...exact];
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', v: '\v', f: '\f', 0: '\0' };

function escapeFacts(escape: string): Facts {
  const kind = escape[1] ?? '';
  if ('wWdDsS'.includes(kind)) return ANYTHING;
  const text = escape.length > 2 ? String.fromCharCode(parseInt(escape.slice(2), 16)) : (ESCAPES[kind] ?? kind);
  return { exact: [text], required: undefined };
}

function classFacts(members: string): Facts {
  const isRange = /[^\\]-./.test(members) || members.startsWith('^') || /\\[wWdDsS]/.test(members);
  if (isRange) return ANYTHING;
  const characters = [...members.matchAll(/\\u[0-9a-f]{4}|\\x[0-9a-f]{2}|\\.|[^\\]/g)].flatMap(
    ([member]) => (member.startsWith('\\') ? escapeFacts(member).exact : [member]) ?? [],
  );
  return characters.length > MAX_CLASS
    ? { exact: undefined, required: characters }
    : { exact: characters, required: undefined };
}

function union(parts: readonly Facts[]): Facts {
  const exact = parts.every((part) => part.exact !== undefined) ? parts.flatMap((part) => part.exact ?? []) : undefined;
  const all = parts.map(strongest);
  const required = all.every((literals) => literals !== undefined) ? [...new Set(all.flat())] : undefined;
  return { exact: exact !== undefined && exact.length <= MAX_EXACT ? exact : undefined, required };
}

/** Joins exact parts to longer texts, and chooses the rarest of what is required. */
function concatenation(parts: readonly Facts[]): Facts {
  let exact: readonly string[] = [''];
  let isExact = true;
  const candidates: (readonly string[] | undefined)[] = [];
  for (const part of parts) {
    if (part.exact !== undefined && part.exact.length * exact.length <= MAX_EXACT) {
      exact = exact.flatMap((start) => (part.exact ?? []).map((end) => start + end));
      continue;
    }
    isExact = false;
    candidates.push(usable(exact), part.required ?? usable(part.exact));
    exact = [''];
  }
  if (isExact) return { exact, required: undefined };
  return { exact: undefined, required: rarest([...candidates, usable(exact)]) };
}

function strongest({ exact, required }: Facts): readonly string[] | undefined {
  return rarest([usable(exact), required]);
}

function usable(exact: readonly string[] | undefined): readonly string[] | undefined {
  return exact === undefined || exact.length === 0 || exact.includes('') ? undefined : [...new Set(exact)];
}

function rarest(candidates: readonly (readonly string[] | undefined)[]): readonly string[] | undefined {
  const known = candidates.filter((candidate) => candidate !== undefined);
  if (known.length === 0) return undefined;
  return known.reduce((best, candidate) => (frequency(candidate) < frequency(best) ? candidate : best));
}

/** How often one of the literals begins at a character of ordinary requests, roughly: letters often, most punctuation hardly ever. */
function frequency(literals: readonly string[]): number {
  const each = literals.map((literal) =>
    HIDDEN_OR_PARENT.test(literal) ? 0.0003 : Array.from(literal, weight).reduce((product, part) => product * part, 1),
  );
  return each.reduce((sum, part) => sum + part, 0);
}

/** A point is everywhere, but not after a slash or a point. */
const HIDDEN_OR_PARENT = /[./\u0002]\./;

function weight(character: string): number {
  if ('/.-\u0001\u0002='.includes(character)) return 0.3;
  if (character === ' ') return 0.05;
  return /[a-z0-9]/.test(character) ? 1 / 10 : 1 / 2000;
}
