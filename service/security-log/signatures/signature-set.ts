import { requiredLiterals } from './required-literals.ts';
import type { Match, Signature } from './signature.ts';

const UPPER_A = 65;
const UPPER_Z = 90;
const TO_LOWER = 32;
const AMPERSAND = 38;
const QUESTION_MARK = 63;
const EQUALS = 61;
const MARK_OF_NAME = 1;
const MARK_OF_VALUE = 2;

/** Characters told apart: those of ASCII, and one for all others. */
const CLASSES = 129;

/**
 * Signatures that are searched for together. One pass of an Aho-Corasick automaton finds the literals in a text; only the expressions
 * whose literals it holds are tried, which for ordinary requests is none or few.
 */
export class SignatureSet {
  readonly #signatures: readonly Signature[];
  /** Number of the search in which a signature was last tried. */
  readonly #tried: Float64Array;
  #built: Automaton | undefined;
  #search = 0;

  constructor(signatures: readonly Signature[]) {
    this.#signatures = signatures;
    this.#tried = new Float64Array(signatures.length);
  }

  /** Builds the automaton, which takes some milliseconds, before it is needed. */
  build(): void {
    this.#built = this.#automaton;
  }

  /** Built when it is first needed: a process that analyses nothing does without. */
  get #automaton(): Automaton {
    return (this.#built ??= automaton(this.#signatures.map(({ pattern }) => requiredLiterals(pattern))));
  }

  /**
   * Whether a plain request target may hold a signature, as if its letters were small and its parameters marked: most hold none, and
   * nothing needs to be decoded to see it. False for no target that `find` finds something in.
   */
  mayContain(target: string): boolean {
    const { next, ends } = this.#automaton;
    let state = 0;
    let isQuery = false;
    let isName = false;
    for (let at = 0; at < target.length; at++) {
      let code = target.charCodeAt(at);
      if (code >= UPPER_A && code <= UPPER_Z) code += TO_LOWER;
      else if (code === AMPERSAND ? isQuery : code === QUESTION_MARK && !isQuery) {
        isQuery = true;
        isName = true;
        code = MARK_OF_NAME;
      } else if (code === EQUALS && isName) {
        isName = false;
        code = MARK_OF_VALUE;
      }
      state = next[state * CLASSES + (code < 128 ? code : 128)] ?? 0;
      if (ends[state] !== undefined) return true;
    }
    return false;
  }

  /** Appends the signatures in a text; the same one at most once. */
  find(text: string, found: Match[]): void {
    const search = ++this.#search;
    const { next, ends } = this.#automaton;
    let state = 0;
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at);
      state = next[state * CLASSES + (code < 128 ? code : 128)] ?? 0;
      const ended = ends[state];
      if (ended === undefined) continue;
      for (const index of ended) {
        if (this.#tried[index] === search) continue;
        this.#tried[index] = search;
        const signature = this.#signatures[index];
        if (signature !== undefined) tryOne(signature, text, found);
      }
    }
  }
}

function tryOne({ pattern, name, kind, weight }: Signature, text: string, found: Match[]): void {
  if (pattern.test(text)) found.push({ name, kind, weight });
}

interface Automaton {
  /** Next state by state and class of character. */
  readonly next: Int32Array;
  /** Signatures whose literal ends in a state; undefined for most. */
  readonly ends: readonly (readonly number[] | undefined)[];
}

function automaton(literals: readonly (readonly string[])[]): Automaton {
  const states = [new Map<number, number>()];
  const ends = [new Set<number>()];
  for (const [index, texts] of literals.entries()) {
    for (const text of texts) {
      let state = 0;
      for (let at = 0; at < text.length; at++) {
        const code = Math.min(text.charCodeAt(at), 128);
        let target = states[state]?.get(code);
        if (target === undefined) {
          target = states.push(new Map<number, number>()) - 1;
          ends.push(new Set<number>());
          states[state]?.set(code, target);
        }
        state = target;
      }
      ends[state]?.add(index);
    }
  }
  return { next: transitions(states, ends), ends: ends.map((set) => (set.size === 0 ? undefined : [...set])) };
}

/** Fills in what follows where no literal goes on: the state of the longest end of the text that begins one. */
function transitions(states: readonly ReadonlyMap<number, number>[], ends: readonly Set<number>[]): Int32Array {
  const next = new Int32Array(states.length * CLASSES);
  const fallback = new Int32Array(states.length);
  const queue: number[] = [];
  for (const [code, target] of states[0] ?? []) {
    next[code] = target;
    queue.push(target);
  }
  for (const state of queue) {
    const behind = fallback[state] ?? 0;
    for (const index of ends[behind] ?? []) ends[state]?.add(index);
    const row = state * CLASSES;
    next.copyWithin(row, behind * CLASSES, (behind + 1) * CLASSES);
    for (const [code, target] of states[state] ?? []) {
      fallback[target] = next[row + code] ?? 0;
      next[row + code] = target;
      queue.push(target);
    }
  }
  return next;
}
