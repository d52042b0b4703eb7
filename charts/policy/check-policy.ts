import { schemaProblems } from '../schemas/validate.ts';
import { documentsOf, isKubernetesObject, subjectOf } from './kubernetes-object.ts';
import type { KubernetesObject } from './kubernetes-object.ts';
import { rules } from './rules.ts';

/** A violation of a rule or a schema. */
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
 * Checks manifest files that are applied together against the schemas and all rules.
 *
 * @param files YAML streams by path.
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
    for (const message of await schemaProblems(object)) {
      findings.push({ file, subject: subjectOf(object), rule: 'schema', message });
    }
  }
  const run = findings.length === 0 ? runCheck : runCheckLeniently;
  for (const { file, object } of objects) {
    for (const { name, reason, fix, check } of rules) {
      const add = (problem: string): Finding => ({
        file,
        subject: subjectOf(object),
        rule: name,
        message: `${problem}. ${reason} ${fix}`,
      });
      findings.push(...run(() => check(object, all)).map(add));
    }
  }
  return findings;
}

type Check = () => readonly string[];

const runCheck = (check: Check): readonly string[] => check();

/** A rule may fail on a field of the wrong type, which the schema has already reported. */
function runCheckLeniently(check: Check): readonly string[] {
  try {
    return check();
  } catch (error) {
    if (error instanceof TypeError) return [];
    throw error;
  }
}

const NO_OBJECT = 'the document lacks apiVersion, kind or metadata.name; only Kubernetes objects can be applied';
