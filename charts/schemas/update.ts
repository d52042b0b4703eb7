/**
 * `npm run schemas`: generates the JSON Schemas in this folder from published TypeScript declarations of the Kubernetes API.
 * Objects are closed (`additionalProperties: false`), so that a misspelt field is an error, as with
 * `kubectl apply --validate=strict`. Run it for a new Kubernetes release. The packages are installed in a temporary
 * folder because they are large and only needed here.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { format } from 'prettier';

const GENERATOR = 'ts-json-schema-generator@2.9.0';
const PACKAGES = [
  'kubernetes-1.34@npm:@kubernetes/client-node@1.4.0',
  'kubernetes-1.36@npm:kubernetes-models@5.1.0',
  '@kubernetes-models/argo-cd@4.0.0',
  '@kubernetes-models/external-secrets@2.0.0',
  '@kubernetes-models/gateway-api@2.0.0',
  '@kubernetes-models/keda@2.0.0',
  '@kubernetes-models/prometheus-operator@6.0.0',
];

/** Custom resources to check: package, folder of the API group and version, kinds, and file if it is not named after the package. */
const CUSTOM_RESOURCES: readonly (readonly [string, string, readonly string[], string?])[] = [
  ['argo-cd', 'argoproj.io/v1alpha1', ['Application', 'AppProject']],
  ['external-secrets', 'external-secrets.io/v1', ['ExternalSecret', 'SecretStore', 'ClusterSecretStore']],
  ['gateway-api', 'gateway.networking.k8s.io/v1', ['Gateway', 'HTTPRoute', 'GatewayClass', 'ReferenceGrant']],
  ['keda', 'keda.sh/v1alpha1', ['ScaledObject', 'TriggerAuthentication']],
  ['prometheus-operator', 'monitoring.coreos.com/v1', ['PodMonitor', 'ServiceMonitor', 'PrometheusRule']],
  ['prometheus-operator', 'monitoring.coreos.com/v1alpha1', ['AlertmanagerConfig'], 'alertmanager-config'],
];

/** The built-in API groups to check. */
const GROUPS = /^(?:v1|apps\/v1|autoscaling\/v2|(?:batch|networking|policy|rbac|scheduling|storage)[.\w]*\/v1)\//;

/** The fields of a kind: TypeScript type by API version and kind. */
type Roots = Map<string, { readonly type: string; readonly module: string }>;

/** Which types become definitions that others refer to. */
type Expose = 'export' | 'none';

interface Schema {
  readonly definitions: Record<string, unknown>;
  readonly properties: Record<string, unknown>;
}

const directory = mkdtempSync(join(tmpdir(), 'kiosque-schemas-'));
try {
  writeFileSync(join(directory, 'package.json'), '{ "private": true, "type": "module" }');
  const install = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--save-exact', GENERATOR, ...PACKAGES];
  execFileSync('npm', install, { cwd: directory, stdio: ['ignore', 'ignore', 'inherit'] });
  const kinds = builtInKinds();
  await write('kubernetes-1.34.json', classesOf(kinds));
  await write('kubernetes-1.36.json', interfacesOf('kubernetes-1.36', kinds));
  for (const [name, group, customKinds, file = name] of CUSTOM_RESOURCES) {
    await write(
      `${file}.json`,
      interfacesOf(
        `@kubernetes-models/${name}`,
        customKinds.map((kind) => [group, kind]),
      ),
      // Its own type Time has the name of that of Kubernetes, so neither can be a definition.
      file === 'alertmanager-config' ? 'none' : 'export',
    );
  }
} finally {
  rmSync(directory, { recursive: true });
}

/** Returns group, version and kind of every generally available object in these groups: `apps/v1`, `Deployment`. */
function builtInKinds(): (readonly [string, string])[] {
  const root = join(directory, 'node_modules/kubernetes-1.36');
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((path) => GROUPS.test(path) && path.endsWith('.d.ts') && !path.endsWith('List.d.ts'))
    .filter((path) => /"kind": "\w+";[^}]*"metadata"/s.test(readFileSync(join(root, path), 'utf8')))
    .map(
      (path) => [path.slice(0, path.lastIndexOf('/')), path.slice(path.lastIndexOf('/') + 1, -'.d.ts'.length)] as const,
    )
    .sort(([a, b], [c, d]) => (`${a}${b}` < `${c}${d}` ? -1 : 1));
}

/** Version 1.34 is published as classes such as `V1Deployment`. */
function classesOf(kinds: readonly (readonly [string, string])[]): Roots {
  const module = './node_modules/kubernetes-1.34/dist/gen/models/all.js';
  const all = readFileSync(join(directory, module.replace('.js', '.d.ts')), 'utf8');
  const roots: Roots = new Map();
  for (const [group, kind] of kinds) {
    const type = `${group.slice(group.lastIndexOf('/') + 1).toUpperCase()}${kind}`;
    if (all.includes(`/${type}.js'`)) roots.set(`${group} ${kind}`, { type, module });
  }
  return roots;
}

/** The others are published as interfaces, one module each. */
function interfacesOf(name: string, kinds: readonly (readonly [string, string])[]): Roots {
  return new Map(
    kinds.map(([group, kind]) => [
      `${group} ${kind}`,
      { type: `I${kind}`, module: `./node_modules/${name}/${group}/${kind}.js` },
    ]),
  );
}

async function write(file: string, roots: Roots, expose: Expose = 'export'): Promise<void> {
  const schema = await schemaOf(roots, expose);
  const json = JSON.stringify({ properties: schema.properties, definitions: schema.definitions }, published);
  const text = await format(json, { parser: 'json', printWidth: 10_000 });
  writeFileSync(join(import.meta.dirname, file), text);
  process.stdout.write(`${file}: ${String(roots.size)} kinds, ${String(Math.round(text.length / 1024))} KiB\n`);
}

/** What the declarations mean: an object without fields is any JSON, and the classes prefix keywords of TypeScript: `_default`, `_from`. */
function published(key: string, value: unknown): unknown {
  if (isDeepStrictEqual(value, { type: 'object', additionalProperties: false })) return {};
  if (key === 'required' && Array.isArray(value)) return value.map((name: string) => name.replace(/^_/, ''));
  if (key !== 'properties' || value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, property]) => [name.replace(/^_/, ''), property as unknown]),
  );
}

/** One interface with one property per kind makes the generator emit all kinds, and each shared type only once. */
async function schemaOf(roots: Roots, expose: Expose): Promise<Schema> {
  const entries = [...roots].map(([name, { type, module }], index) => ({
    name,
    type,
    module,
    alias: `T${String(index)}`,
  }));
  const path = join(directory, 'roots.ts');
  writeFileSync(
    path,
    [
      ...entries.map(({ type, module, alias }) => `import type { ${type} as ${alias} } from '${module}';`),
      'export interface Roots {',
      ...entries.map(({ name, alias }) => `  '${name}': ${alias};`),
      '}',
    ].join('\n'),
  );
  const tsconfig = join(directory, 'tsconfig.json');
  const options = { module: 'nodenext', moduleResolution: 'nodenext', strict: true, skipLibCheck: true, types: [] };
  writeFileSync(tsconfig, JSON.stringify({ compilerOptions: options }));
  const generator = (await import(join(directory, 'node_modules/ts-json-schema-generator/dist/index.js'))) as {
    createGenerator: (config: object) => { createSchema: (type: string) => Schema };
  };
  return generator
    .createGenerator({
      path,
      tsconfig,
      skipTypeCheck: true,
      topRef: false,
      jsDoc: 'none',
      additionalProperties: false,
      expose,
    })
    .createSchema('Roots');
}
