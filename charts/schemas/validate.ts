import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import type { ErrorObject, ValidateFunction } from 'ajv';
import type { KubernetesObject } from '../policy/kubernetes-object.ts';

/**
 * The Kubernetes versions with a schema in this folder. A field of a generally available API that exists in two versions
 * also exists in those between (https://kubernetes.io/docs/reference/using-api/deprecation-policy/), so 1.34 and 1.36
 * also cover 1.35.
 */
export const KUBERNETES_VERSIONS = ['1.34', '1.36'] as const;

const CUSTOM_RESOURCES = [
  'argo-cd',
  'azure-alb',
  'external-secrets',
  'gateway-api',
  'keda',
  'prometheus-operator',
  'secrets-store',
];

/** AKS managed Prometheus uses the resources of the Prometheus operator under its own API group. */
const SAME_SHAPE: Readonly<Record<string, string>> = { 'azmonitoring.coreos.com/v1': 'monitoring.coreos.com/v1' };

const BUILT_IN = [
  '',
  'apps',
  'autoscaling',
  'batch',
  'networking.k8s.io',
  'policy',
  'rbac.authorization.k8s.io',
  'scheduling.k8s.io',
  'storage.k8s.io',
];

/** Packages that validate values (patterns, lengths, ranges), by API group. */
const PUBLISHED: Readonly<Record<string, string>> = {
  ...Object.fromEntries(BUILT_IN.map((group) => [group, 'kubernetes-models'])),
  'argoproj.io': '@kubernetes-models/argo-cd',
  'external-secrets.io': '@kubernetes-models/external-secrets',
  'gateway.networking.k8s.io': '@kubernetes-models/gateway-api',
  'keda.sh': '@kubernetes-models/keda',
  'monitoring.coreos.com': '@kubernetes-models/prometheus-operator',
};

const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false });

/**
 * Validates an object against the published schemas: unknown and missing fields, wrong types, values not allowed.
 * Returns one sentence per problem; empty if it is valid. A kind without a schema is also a problem.
 */
export async function schemaProblems(object: KubernetesObject): Promise<string[]> {
  const subject = sameShape(object);
  const name = `${subject.apiVersion} ${subject.kind}`;
  const files = filesFor(name);
  if (files.length === 0) return [`there is no schema for ${name}: add it to charts/schemas/update.ts`];
  const problems = new Map<string, string[]>();
  for (const file of files) {
    const validate = validatorOf(file, name);
    if (validate(subject)) continue;
    for (const sentence of new Set((validate.errors ?? []).map(sentenceOf))) {
      problems.set(sentence, [...(problems.get(sentence) ?? []), titleOf(file)]);
    }
  }
  if (problems.size === 0) return publishedProblems(subject);
  return [...problems].map(([sentence, titles]) => `${sentence} (${titles.join(', ')})`);
}

function sameShape(object: KubernetesObject): KubernetesObject {
  const apiVersion = SAME_SHAPE[object.apiVersion];
  return apiVersion === undefined ? object : { ...object, apiVersion };
}

function filesFor(name: string): string[] {
  const all = [...KUBERNETES_VERSIONS.map((version) => `kubernetes-${version}`), ...CUSTOM_RESOURCES];
  return all.filter((file) => name in schemaOf(file).properties);
}

const schemas = new Map<string, { readonly properties: Readonly<Record<string, object>> }>();

function schemaOf(file: string): { readonly properties: Readonly<Record<string, object>> } {
  const known = schemas.get(file);
  if (known) return known;
  const text = readFileSync(join(import.meta.dirname, `${file}.json`), 'utf8');
  const schema = JSON.parse(text) as { properties: Record<string, object> };
  schemas.set(file, schema);
  ajv.addSchema(schema, file);
  return schema;
}

function validatorOf(file: string, name: string): ValidateFunction {
  const pointer = encodeURIComponent(name.replace('/', '~1'));
  const validate = ajv.getSchema(`${file}#/properties/${pointer}`);
  if (validate === undefined) throw new Error(`${file}.json lists ${name} but contains no schema for it`);
  return validate;
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

function titleOf(file: string): string {
  return file.startsWith('kubernetes-') ? `Kubernetes ${file.slice('kubernetes-'.length)}` : file;
}

/** Runs the precompiled validator of the published schema, loading only that kind and version. */
async function publishedProblems(object: KubernetesObject): Promise<string[]> {
  const group = object.apiVersion.includes('/') ? (object.apiVersion.split('/')[0] ?? '') : '';
  const library = PUBLISHED[group];
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
