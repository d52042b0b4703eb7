import { loadAll } from 'js-yaml';
import { schemaProblems } from '../schemas/validate.ts';
import type { KubernetesObject } from './kubernetes-object.ts';
import { rules } from './rules.ts';

/** A rule that an object breaks, or a schema that it does not fit. */
export interface Finding {
  readonly file: string;
  /** `Deployment kiosque-production/content`. */
  readonly subject: string;
  /** Name of the rule, or `schema`. */
  readonly rule: string;
  /** What is wrong, why it matters, and what to change. */
  readonly message: string;
}

/**
 * Holds files of manifests, which are applied together, against the schemas and every rule.
 *
 * @param files text of YAML streams by path.
 */
export async function checkPolicy(files: ReadonlyMap<string, string>): Promise<Finding[]> {
  const findings: Finding[] = [];
  const objects: { file: string; object: KubernetesObject }[] = [];
  for (const [file, text] of files) {
    for (const document of documentsOf(text)) {
      if (isKubernetesObject(document)) objects.push({ file, object: document });
      else findings.push({ file, subject: 'document', rule: 'schema', message: NO_OBJECT });
    }
  }
  const all = objects.map(({ object }) => object);
  for (const { file, object } of objects) {
    const subject = describe(object);
    const add = (rule: string, message: string): void => void findings.push({ file, subject, rule, message });
    for (const message of await schemaProblems(object)) add('schema', message);
    for (const { name, reason, fix, check } of rules) {
      for (const words of wellFormed(() => check(object, all))) add(name, `${words}. ${reason} ${fix}`);
    }
  }
  return findings;
}

/** A rule may stumble over a field of the wrong type, which the schema has reported by then. */
function wellFormed(check: () => readonly string[]): readonly string[] {
  try {
    return check();
  } catch (error) {
    if (error instanceof TypeError) return [];
    throw error;
  }
}

const NO_OBJECT = 'a document has no apiVersion, kind and metadata.name; only Kubernetes objects can be applied';

/** `Deployment kiosque-production/content`, or without the namespace. */
export function describe({ kind, metadata: { name, namespace } }: KubernetesObject): string {
  return `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
}

/** The documents of a YAML stream that are not empty. */
export function documentsOf(text: string): unknown[] {
  return loadAll(text).filter((document) => document !== null && document !== undefined);
}

function isKubernetesObject(document: unknown): document is KubernetesObject {
  const { apiVersion, kind, metadata } = Object(document) as Partial<KubernetesObject>;
  return typeof apiVersion === 'string' && typeof kind === 'string' && typeof metadata?.name === 'string';
}
