import { ANNOTATIONS, COMPARED, LIMITS, covers, isEqual, typesOf } from './schema.ts';
import type { Change, Direction, Schema, Schemas } from './schema.ts';

/**
 * Compares the schemas of two descriptions. What clients send must still be accepted, so requests may only become wider; what clients
 * receive must still be understood, so responses may only become narrower, except that clients must tolerate additional properties and
 * enum values.
 */
export class SchemaComparison {
  readonly changes: Change[] = [];
  readonly #old: Schemas;
  readonly #new: Schemas;
  /** Components already compared, by direction. */
  readonly #seen: Set<string>;

  constructor(oldSchemas: Schemas, newSchemas: Schemas, seen: ReadonlySet<string> = new Set()) {
    this.#old = oldSchemas;
    this.#new = newSchemas;
    this.#seen = new Set(seen);
  }

  /** Adds the changes of a schema. Those of components are added once, as changes of the component. */
  compare(before: Schema, after: Schema, direction: Direction, where: string): void {
    const name = nameOf(before);
    const isSame = name !== undefined && name === nameOf(after);
    if (isSame && this.#seen.has(`${direction} ${name}`)) return;
    if (isSame) this.#seen.add(`${direction} ${name}`);
    const place = isSame ? `schema ${name} in ${direction}s` : where;
    const [left, right] = [resolve(before, this.#old), resolve(after, this.#new)];
    if (alternativesOf(left).length > 1 || alternativesOf(right).length > 1) {
      this.#compareAlternatives(alternativesOf(left), alternativesOf(right), direction, place);
      return;
    }
    this.#compareTypes(left, right, direction, place);
    this.#compareEnums(left, right, direction, place);
    this.#compareLimits(left, right, direction, place);
    this.#compareProperties(left, right, direction, place);
    this.#compareParts(left, right, direction, place);
  }

  #add(where: string, what: string, isBreaking: boolean): void {
    this.changes.push({ where, what, isBreaking });
  }

  #compareAlternatives(before: readonly Schema[], after: readonly Schema[], direction: Direction, where: string): void {
    for (const alternative of before) {
      const same = after.find((other) => nameOf(other) !== undefined && nameOf(other) === nameOf(alternative));
      if (same !== undefined) this.compare(alternative, same, direction, where);
    }
    const fits = (left: Schema, right: Schema): boolean => {
      const trial = new SchemaComparison(this.#old, this.#new, this.#seen);
      trial.compare(left, right, direction, where);
      return trial.changes.every(({ isBreaking }) => !isBreaking);
    };
    const isSame = (left: Schema, right: Schema): boolean =>
      (nameOf(left) !== undefined && nameOf(left) === nameOf(right)) || fits(left, right);
    const lost = before.filter((left) => !after.some((right) => isSame(left, right)));
    const gained = after.filter((right) => !before.some((left) => isSame(left, right)));
    for (const each of lost)
      this.#add(where, `no longer has the alternative ${titleOf(each)}`, direction === 'request');
    for (const each of gained) this.#add(where, `has the new alternative ${titleOf(each)}`, direction === 'response');
  }

  #compareTypes(before: Schema, after: Schema, direction: Direction, where: string): void {
    const [left, right] = [typesOf(before), typesOf(after)];
    if (!isEqual(left, right)) {
      const isSafe = direction === 'request' ? covers(right, left) : covers(left, right);
      this.#add(where, `changed its type from ${listOf(left)} to ${listOf(right)}`, !isSafe);
    }
    if (before.format !== after.format) {
      const isSafe = direction === 'request' ? after.format === undefined : before.format === undefined;
      this.#add(where, `changed its format from ${before.format ?? 'any'} to ${after.format ?? 'any'}`, !isSafe);
    }
  }

  #compareEnums(before: Schema, after: Schema, direction: Direction, where: string): void {
    if (before.enum === undefined && after.enum === undefined) return;
    if (before.enum === undefined) {
      this.#add(where, `is limited to ${listOf(after.enum)}`, direction === 'request');
    } else if (after.enum === undefined) {
      this.#add(where, `is no longer limited to ${listOf(before.enum)}`, direction === 'response');
    } else {
      const [left, right] = [before.enum, after.enum];
      const removed = left.filter((value) => !right.includes(value));
      const added = right.filter((value) => !left.includes(value));
      if (removed.length > 0) this.#add(where, `no longer has the values ${listOf(removed)}`, true);
      if (added.length > 0) this.#add(where, `has the new values ${listOf(added)}`, false);
    }
  }

  #compareLimits(before: Schema, after: Schema, direction: Direction, where: string): void {
    for (const [keyword, isLower] of Object.entries(LIMITS)) {
      const [left, right] = [before[keyword], after[keyword]] as [number | undefined, number | undefined];
      if (left === right) continue;
      const isStricter = right !== undefined && (left === undefined || (isLower ? right > left : right < left));
      const what = `changed ${keyword} from ${String(left ?? 'none')} to ${String(right ?? 'none')}`;
      this.#add(where, what, direction === 'request' && isStricter);
    }
    if (before.pattern !== after.pattern) {
      const isStricter = direction === 'request' && after.pattern !== undefined;
      this.#add(
        where,
        `changed its pattern from ${before.pattern ?? 'none'} to ${after.pattern ?? 'none'}`,
        isStricter,
      );
    }
  }

  #compareProperties(before: Schema, after: Schema, direction: Direction, where: string): void {
    const [left, right] = [before.properties ?? {}, after.properties ?? {}];
    const was = new Set(before.required);
    const is = new Set(after.required);
    const isRequest = direction === 'request';
    for (const [name, property] of Object.entries(left)) {
      const other = right[name];
      if (other === undefined) {
        const isBreaking = isRequest ? after.additionalProperties === false : was.has(name);
        this.#add(where, `no longer has the property ${name}`, isBreaking);
        continue;
      }
      if (isRequest && is.has(name) && !was.has(name)) this.#add(where, `requires the property ${name}`, true);
      if (!isRequest && was.has(name) && !is.has(name)) this.#add(where, `may lack the property ${name}`, true);
      this.compare(property, other, direction, `${where}, property ${name}`);
    }
    for (const name of Object.keys(right).filter((each) => left[each] === undefined)) {
      const isRequired = isRequest && is.has(name);
      this.#add(where, `has the new ${isRequired ? 'required ' : ''}property ${name}`, isRequired);
    }
  }

  /** Compares items, additional properties, and keywords without a rule. */
  #compareParts(before: Schema, after: Schema, direction: Direction, where: string): void {
    if (before.type === 'array' && after.type === 'array')
      this.compare(before.items ?? {}, after.items ?? {}, direction, `${where}, items`);
    const [left, right] = [before.additionalProperties ?? true, after.additionalProperties ?? true];
    if (typeof left === 'object' || typeof right === 'object') {
      const [wasAny, isAny] = [left === true ? {} : left, right === true ? {} : right];
      if (wasAny !== false && isAny !== false)
        this.compare(wasAny, isAny, direction, `${where}, additional properties`);
    }
    if ((left === false) !== (right === false)) {
      const what = right === false ? 'forbids additional properties' : 'allows additional properties';
      this.#add(where, what, direction === 'request' && right === false);
    }
    const known = new Set([...ANNOTATIONS, ...COMPARED, ...Object.keys(LIMITS)]);
    for (const keyword of new Set([...Object.keys(before), ...Object.keys(after)]))
      if (!known.has(keyword) && !keyword.startsWith('x-') && !isEqual(before[keyword], after[keyword]))
        this.#add(where, `changed ${keyword}`, true);
  }
}

function alternativesOf(schema: Schema): readonly Schema[] {
  return schema.anyOf ?? schema.oneOf ?? [schema];
}

function nameOf({ $ref }: Schema): string | undefined {
  return $ref?.split('/').at(-1);
}

function resolve(schema: Schema, schemas: Schemas): Schema {
  const name = nameOf(schema);
  return name === undefined ? schema : (schemas[name] ?? {});
}

function titleOf(schema: Schema): string {
  return nameOf(schema) ?? schema.type ?? 'of any type';
}

function listOf(values: readonly unknown[] | undefined): string {
  return values === undefined ? 'any' : values.map(String).join(', ');
}
