import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { Yaml } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import { SecretReference } from '../constructs/secret-reference/secret-reference.ts';
import type { Environment } from '../environments/environment.ts';
import { environmentApp } from '../render.ts';

/**
 * Returns the manually created Secrets of an environment, as YAML for `kubectl apply -f -`. Their values are read from
 * `<directory>/<environment>/<secret>.env` (one `KEY=value` per line), or from `<secret>.crt` and `<secret>.key` (PEM).
 *
 * @throws Error with the missing file, or the missing or unknown key; never a value.
 */
export function localSecrets(environment: Environment, directory: string): string {
  const references = environmentApp(environment)
    .node.findAll()
    .filter((found) => found instanceof SecretReference)
    .filter(({ providerKind }) => providerKind === 'manual');
  if (references.length === 0) {
    const reason = `the Secrets of environment "${environment.name}" are managed by ${environment.secrets}`;
    throw new Error(`${reason}: there are none to create manually.`);
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

function variables(file: string, keys: Readonly<Record<string, string>>): Record<string, string> {
  const wanted = Object.keys(keys);
  const values = parseEnv(read(file, `with a line ${wanted.map((key) => `${key}=...`).join(' and a line ')}`));
  for (const key of wanted) {
    if (!values[key]) throw new Error(`${file} does not set ${key}: add a line ${key}=...`);
  }
  for (const key of Object.keys(values)) {
    if (!wanted.includes(key))
      throw new Error(`${file} sets ${key}, which is not used; allowed: ${wanted.join(', ')}.`);
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
    const { code = '' } = error as NodeJS.ErrnoException;
    throw new Error(`${file} cannot be read (${code}): create it, ${content}`, { cause: error });
  }
}
