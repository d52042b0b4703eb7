import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { Yaml } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import { SecretReference } from '../constructs/secret-reference/secret-reference.ts';
import type { Environment } from '../environments/environment.ts';
import { environmentApp } from '../render.ts';

/**
 * The Secrets of an environment whose Secrets are made by hand, as YAML for `kubectl apply -f -`. Their values are read
 * from `<directory>/<environment>/<secret>.env` (one `KEY=value` a line), or from `<secret>.crt` and `<secret>.key` (PEM).
 *
 * @throws Error naming the file that is missing or the key that is missing or unknown in it, never a value.
 */
export function localSecrets(environment: Environment, directory: string): string {
  const references = manualReferences(environment);
  if (references.length === 0) {
    const names = `environment "${environment.name}" has its Secrets filled by ${environment.secrets}`;
    throw new Error(`${names}: there is nothing to make by hand.`);
  }
  const folder = join(directory, environment.name);
  return Yaml.stringify(
    ...references.map(({ name, type, keys }): unknown =>
      k8s.KubeSecret.manifest({
        metadata: { name, namespace: environment.namespace },
        type,
        stringData: type === 'Opaque' ? variables(join(folder, `${name}.env`), keys) : certificate(join(folder, name)),
      }),
    ),
  );
}

function manualReferences(environment: Environment): SecretReference[] {
  const constructs = environmentApp(environment).node.findAll();
  return constructs
    .filter((found) => found instanceof SecretReference)
    .filter((found) => found.providerKind === 'manual');
}

function variables(file: string, keys: Readonly<Record<string, string>>): Record<string, string> {
  const wanted = Object.keys(keys);
  const values = parseEnv(read(file, `with a line ${wanted.map((key) => `${key}=...`).join(' and a line ')}`));
  for (const key of wanted) {
    if (!values[key]) throw new Error(`${file} gives no ${key}: add a line ${key}=...`);
  }
  for (const key of Object.keys(values)) {
    if (!wanted.includes(key))
      throw new Error(`${file} gives ${key}, which is not used: only ${wanted.join(', ')} is.`);
  }
  return values as Record<string, string>;
}

function certificate(path: string): Record<string, string> {
  const hint = 'in PEM; for a trial: openssl req -x509 -newkey rsa:2048 -nodes -keyout <name>.key -out <name>.crt';
  return { 'tls.crt': read(`${path}.crt`, hint), 'tls.key': read(`${path}.key`, hint) };
}

function read(file: string, content: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new Error(`${file} cannot be read (${String((error as NodeJS.ErrnoException).code)}): make it, ${content}`, {
      cause: error,
    });
  }
}
