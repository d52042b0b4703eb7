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
  const objects: { file: string; subject: string; object: KubernetesObject }[] = [];
  for (const [file, text] of files) {
    for (const document of documentsOf(text)) {
      if (isKubernetesObject(document)) objects.push({ file, subject: subjectOf(document), object: document });
      else findings.push({ file, subject: 'document', rule: 'schema', message: NO_OBJECT });
    }
  }
  for (const { object, ...where } of objects) {
    const messages = await schemaProblems(object);
    findings.push(...messages.map((message) => ({ ...where, rule: 'schema', message })));
  }
  const all = objects.map(({ object }) => object);
  const isReported = findings.length > 0;
  for (const { object, ...where } of objects) {
    for (const { name, reason, fix, check } of rules) {
      try {
        const messages = check(object, all).map((problem) => `${problem}. ${reason} ${fix}`);
        findings.push(...messages.map((message) => ({ ...where, rule: name, message })));
      } catch (error) {
        // The schema has reported the field of the wrong type that the rule fails on.
        if (!(error instanceof TypeError && isReported)) throw error;
      }
    }
  }
  return findings;
}

const NO_OBJECT = 'the document lacks apiVersion, kind or metadata.name; only Kubernetes objects can be applied';
