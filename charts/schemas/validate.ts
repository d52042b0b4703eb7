import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import type { ErrorObject } from 'ajv';
import type { KubernetesObject } from '../policy/kubernetes-object.ts';

/**
 * The Kubernetes versions with a schema in this folder. A field of a generally available API that exists in two versions
 * also exists in those between (https://kubernetes.io/docs/reference/using-api/deprecation-policy/), so 1.34 and 1.36
 * also cover 1.35.
 */
export const KUBERNETES_VERSIONS = ['1.34', '1.36'] as const;

/** Files of custom resources, and the package of `@kubernetes-models` that validates their values (patterns, lengths, ranges). */
const CUSTOM_RESOURCES: Readonly<Record<string, string | undefined>> = {
  'alertmanager-config': 'prometheus-operator',
  'argo-cd': 'argo-cd',
  'azure-alb': undefined,
  'external-secrets': 'external-secrets',
  'gateway-api': 'gateway-api',
  keda: 'keda',
  'prometheus-operator': 'prometheus-operator',
  'secrets-store': undefined,
};

/** AKS managed Prometheus uses the resources of the Prometheus operator under its own API group. */
const SAME_SHAPE: Readonly<Record<string, string>> = { 'azmonitoring.coreos.com/v1': 'monitoring.coreos.com/v1' };

/** A file of this folder. */
interface SchemaFile {
  readonly file: string;
  readonly title: string;
  /** Schemas by API version and kind. */
  readonly properties: Readonly<Record<string, object>>;
  /** The package that validates values. */
  readonly models: string | undefined;
}

const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false });

const FILES: readonly SchemaFile[] = [
  ...KUBERNETES_VERSIONS.map((version) =>
    schemaFile(`kubernetes-${version}`, `Kubernetes ${version}`, 'kubernetes-models'),
  ),
  ...Object.entries(CUSTOM_RESOURCES).map(([file, models]) =>
    schemaFile(file, file, models === undefined ? undefined : `@kubernetes-models/${models}`),
  ),
];

function schemaFile(file: string, title: string, models: string | undefined): SchemaFile {
  const text = readFileSync(join(import.meta.dirname, `${file}.json`), 'utf8');
  const schema = JSON.parse(text) as Pick<SchemaFile, 'properties'>;
  ajv.addSchema(schema, file);
  return { file, title, properties: schema.properties, models };
}

/**
 * Validates an object against the published schemas: unknown and missing fields, wrong types, values not allowed.
 * Returns one sentence per problem; empty if it is valid. A kind without a schema is also a problem.
 */
export async function schemaProblems(object: KubernetesObject): Promise<string[]> {
  const subject = { ...object, apiVersion: SAME_SHAPE[object.apiVersion] ?? object.apiVersion };
  const name = `${subject.apiVersion} ${subject.kind}`;
  const files = FILES.filter(({ properties }) => name in properties);
  if (files.length === 0) return [`there is no schema for ${name}: add it to charts/schemas/update.ts`];
  const pointer = encodeURIComponent(name.replace('/', '~1'));
  const problems = files.flatMap(({ file, title }) => {
    const validate = ajv.getSchema(`${file}#/properties/${pointer}`);
    if (validate === undefined) throw new Error(`${file}.json lists ${name} but contains no schema for it`);
    const errors = validate(subject) === true ? [] : (validate.errors ?? []);
    return [...new Set(errors.map(sentenceOf))].map((sentence) => ({ sentence, title }));
  });
  if (problems.length === 0) return publishedProblems(subject, files[0]?.models);
  return [...Map.groupBy(problems, ({ sentence }) => sentence)].map(
    ([sentence, found]) => `${sentence} (${found.map(({ title }) => title).join(', ')})`,
  );
}

function sentenceOf({ instancePath, keyword, params, message }: ErrorObject): string {
  const place = instancePath.slice(1).replaceAll('/', '.');
  if (keyword === 'additionalProperties') {
    const { additionalProperty } = params as { additionalProperty: string };
    return `${[place, additionalProperty].filter(Boolean).join('.')} is not a known field`;
  }
  const allowed = keyword === 'enum' ? `: ${(params as { allowedValues: string[] }).allowedValues.join(', ')}` : '';
  return `${place || 'the object'} ${message ?? keyword}${allowed}`;
}

/** Runs the precompiled validator of the published schema, loading only that kind and version. */
async function publishedProblems(object: KubernetesObject, library: string | undefined): Promise<string[]> {
  if (library === undefined) return [];
  const path = `${library}/${object.apiVersion}/${object.kind}`;
  const models = (await import(path)) as Record<string, new (data: object) => { validate: () => void }>;
  const Model = models[object.kind];
  if (Model === undefined) throw new Error(`${path} exports no ${object.kind}`);
  try {
    new Model(object).validate();
    return [];
  } catch (error) {
    return [(error as Error).message];
  }
}
