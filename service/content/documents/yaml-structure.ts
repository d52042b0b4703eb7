import { EVENT_ID, getScalarValue, SCALAR_STYLE } from 'js-yaml';
import type { Event, ScalarEvent } from 'js-yaml';
import { NearestValue, OffsetError } from './document.errors.ts';
import type { ValuePath } from './document.errors.ts';
import type { DocumentLimits } from './document-limits.ts';
import { inexactNumber } from './json-scanner.ts';

interface Frame {
  readonly kind: 'document' | 'sequence' | 'mapping';
  readonly anchor: string | undefined;
  readonly path: ValuePath;
  /** Number of nodes so far; in a mapping, keys count too, so an even number means a key is next. */
  children: number;
  key: string;
  characters: number;
}

const NOT_A_NUMBER = /^[-+]?\.(?:inf|Inf|INF|nan|NaN|NAN)$/;
const NUMBER_LIKE = /^[-+]?(?:\d+|0o[0-7]+|0x[0-9a-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)$/;

/**
 * Walks the parser events of a YAML text without constructing values: counts documents and aliases, sums the size that aliases expand
 * to, and rejects numbers that JSON cannot represent. This makes alias bombs harmless.
 */
export class YamlStructure {
  readonly #frames: Frame[] = [];
  readonly #anchors = new Map<string, number>();
  #aliases = 0;
  #documents = 0;
  readonly #text: string;
  readonly #limits: DocumentLimits;

  constructor(text: string, limits: DocumentLimits) {
    this.#text = text;
    this.#limits = limits;
  }

  /** @throws OffsetError at the first invalid event. */
  check(events: readonly Event[]): void {
    this.#walk(events, () => undefined);
    if (this.#documents === 0) throw new OffsetError(0, 'the file is empty');
  }

  /** Returns the offset of the value at `path`, or of its nearest ancestor in the file. */
  locate(events: readonly Event[], path: ValuePath): number {
    const nearest = new NearestValue(path);
    this.#walk(events, (candidate, offset) => {
      nearest.see(candidate, offset);
    });
    return nearest.offset;
  }

  #walk(events: readonly Event[], visit: (path: ValuePath, offset: number) => void): void {
    for (const event of events) {
      if (event.type === EVENT_ID.POP) this.#pop();
      else if (event.type === EVENT_ID.DOCUMENT) this.#openDocument();
      else this.#node(event, visit);
    }
  }

  #node(event: Exclude<Event, { type: 1 } | { type: 6 }>, visit: (path: ValuePath, offset: number) => void): void {
    const offset =
      event.type === EVENT_ID.SCALAR
        ? event.valueStart
        : event.type === EVENT_ID.ALIAS
          ? event.anchorStart
          : event.start;
    if (this.#documents > 1) {
      throw new OffsetError(Math.max(0, offset), 'a second YAML document starts here: a file must contain exactly one');
    }
    const path = this.#enter(event);
    if (path !== undefined) visit(path, Math.max(0, offset));
    if (event.type === EVENT_ID.SCALAR) this.#scalar(event);
    else if (event.type === EVENT_ID.ALIAS) this.#alias(this.#slice(event), offset);
    else {
      const kind = event.type === EVENT_ID.SEQUENCE ? 'sequence' : 'mapping';
      this.#frames.push({ kind, anchor: this.#slice(event), path: path ?? [], children: 0, key: '', characters: 2 });
    }
  }

  /** Counts the node in its parent; returns its path, or undefined for the key of a mapping. */
  #enter(event: Event): ValuePath | undefined {
    const parent = this.#frames.at(-1);
    if (parent === undefined || parent.kind === 'document') return [];
    const position = parent.children++;
    if (parent.kind === 'sequence') return [...parent.path, position];
    if (position % 2 === 1) return [...parent.path, parent.key];
    parent.key = event.type === EVENT_ID.SCALAR ? getScalarValue(this.#text, event) : '';
    return undefined;
  }

  #scalar(event: ScalarEvent): void {
    const length = event.valueStart < 0 ? 1 : event.valueEnd - event.valueStart + 1;
    const anchor = this.#slice(event);
    if (anchor !== undefined) this.#anchors.set(anchor, length);
    this.#add(length, event.valueStart);
    if (event.style !== SCALAR_STYLE.PLAIN || event.tagStart >= 0 || event.valueStart < 0) return;
    const value = this.#text.slice(event.valueStart, event.valueEnd);
    if (NOT_A_NUMBER.test(value))
      throw new OffsetError(event.valueStart, `${value} cannot be represented in JSON: quote it`);
    const problem = NUMBER_LIKE.test(value) ? inexactNumber(value) : undefined;
    if (problem !== undefined) throw new OffsetError(event.valueStart, problem);
  }

  #alias(name: string | undefined, offset: number): void {
    if (++this.#aliases > this.#limits.maxAliases) {
      throw new OffsetError(offset, `more than ${String(this.#limits.maxAliases)} aliases`);
    }
    this.#add(this.#anchors.get(name ?? '') ?? 1, offset);
  }

  #openDocument(): void {
    this.#documents++;
    this.#frames.push({ kind: 'document', anchor: undefined, path: [], children: 0, key: '', characters: 0 });
  }

  #pop(): void {
    const frame = this.#frames.pop();
    if (frame === undefined) return;
    if (frame.anchor !== undefined) this.#anchors.set(frame.anchor, frame.characters);
    const parent = this.#frames.at(-1);
    if (parent !== undefined) parent.characters += frame.characters;
  }

  #add(characters: number, offset: number): void {
    const frame = this.#frames.at(-1);
    if (frame === undefined) return;
    frame.characters += characters;
    if (frame.characters > this.#limits.maxExpandedCharacters) {
      const limit = String(this.#limits.maxExpandedCharacters);
      throw new OffsetError(offset, `the aliases expand to more than ${limit} characters`);
    }
  }

  #slice(event: Exclude<Event, { type: 1 } | { type: 6 }>): string | undefined {
    return event.anchorStart < 0 ? undefined : this.#text.slice(event.anchorStart, event.anchorEnd);
  }
}
