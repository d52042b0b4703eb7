/** A resource as an environment declares it. */
export interface Declared {
  /** `storage account kiosqueproduction`. */
  readonly title: string;
  /** The command that prints it as JSON, without `az`: `storage account show --name kiosqueproduction ...`. */
  readonly show: string;
  /** The command of `npm run azure` that creates it, without options: `az storage account create`. */
  readonly create: string;
  readonly expected: readonly Expected[];
}

/** A property of a resource. */
export interface Expected {
  /** Its place: `deleteRetentionPolicy.days`. */
  readonly path: string;
  readonly value: boolean | number | string;
  /** The command that sets it; or why it cannot be set. */
  readonly mend: string;
  /** Whether the value only has to begin like this: a minor version. */
  readonly isPrefix?: boolean;
}

/** How the Azure CLI answered: JSON, that there is no such resource, or a reason why it is not known. */
export type Answer = { readonly json: unknown } | { readonly missing: true } | { readonly unreadable: string };

/** What was found. */
export interface Report {
  /** One line for each difference and each missing resource. */
  readonly differences: readonly string[];
  /** One line for each resource that cannot be read. */
  readonly unreadable: readonly string[];
}

/** Compares what is declared with what exists. `createCommandOf` returns the command that creates a resource. */
export function compare(
  declared: readonly Declared[],
  answerOf: (resource: Declared) => Answer,
  createCommandOf: (resource: Declared) => string,
): Report {
  const differences: string[] = [];
  const unreadable: string[] = [];
  for (const resource of declared) {
    const answer = answerOf(resource);
    if ('unreadable' in answer) unreadable.push(`${resource.title} cannot be read: ${answer.unreadable}`);
    else if ('missing' in answer)
      differences.push(`${resource.title} does not exist; it should: ${createCommandOf(resource)}`);
    else differences.push(...differencesIn(resource, answer.json));
  }
  return { differences, unreadable };
}

function differencesIn({ title, expected }: Declared, json: unknown): string[] {
  return expected.flatMap(({ path, value, mend, isPrefix }) => {
    const actual = valueAt(json, path);
    const isEqual = isPrefix === true ? String(actual).startsWith(`${String(value)}.`) : isSame(actual, value);
    if (isEqual) return [];
    const should = isPrefix === true ? `${String(value)}.*` : JSON.stringify(value);
    const is = actual === undefined ? 'not set' : JSON.stringify(actual);
    return [`${title}: ${path} is ${is}, should be ${should}: ${mend}`];
  });
}

/** Names of sizes, locations and modes are compared without case and spaces, because some versions print `West Europe`. */
function isSame(actual: unknown, value: Expected['value']): boolean {
  if (typeof value !== 'string') return actual === value;
  const normal = (text: string): string => text.toLowerCase().replaceAll(' ', '');
  return typeof actual === 'string' && normal(actual) === normal(value);
}

/** Returns what is at a path such as `addressPrefixes.0`; undefined if there is nothing. */
function valueAt(json: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>(
      (value, key) =>
        typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined,
      json,
    );
}
