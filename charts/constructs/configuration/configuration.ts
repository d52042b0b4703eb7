import { createHash } from 'node:crypto';
import { ConfigMap } from 'cdk8s-plus-28';
import type { IConfigMap } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { commonLabels } from '../labels.ts';
import { PropChecks } from '../prop-checks.ts';

/** Props of `Configuration`. */
export interface ConfigurationProps {
  /** Name of the ConfigMap: a DNS label, such as `content`. */
  readonly name: string;
  /**
   * Environment variables of the service (docs/settings.md): UPPER_SNAKE keys, non-empty values.
   * No secrets: those belong in a `SecretReference`.
   */
  readonly data: Readonly<Record<string, string>>;
}

/** Matches names of secret values; the path of a file that contains one is not secret. */
const SECRET_KEY = /(?:SECRET|PASSWORD|CONNECTION_STRING|ACCOUNT_KEY|SAS_TOKEN)(?!.*_FILE$)/;

/**
 * A ConfigMap of environment variables, and a checksum that makes the pods that read it roll.
 *
 * The name contains no hash, so that pruning or rolling back never removes a ConfigMap that running pods still need.
 *
 * @throws Error if a key is not a variable name or names a secret, or if a value is empty.
 */
export class Configuration extends Construct {
  /** The ConfigMap, for `envFrom`. */
  readonly configMap: IConfigMap;
  /** SHA-256 of the sorted data, in hexadecimal: changes only when the data does. */
  readonly checksum: string;

  constructor(scope: Construct, id: string, props: ConfigurationProps) {
    super(scope, id);
    check(props);
    const entries = Object.entries(props.data).sort(([a], [b]) => (a < b ? -1 : 1));
    this.checksum = createHash('sha256').update(JSON.stringify(entries)).digest('hex');
    this.configMap = new ConfigMap(this, 'ConfigMap', {
      metadata: { name: props.name, labels: commonLabels(props.name) },
      data: Object.fromEntries(entries),
    }) as IConfigMap;
  }
}

function check({ name, data }: ConfigurationProps): void {
  const checks = new PropChecks(`Configuration "${name}"`).dnsLabel('name', name);
  for (const [key, value] of Object.entries(data)) {
    checks
      .require(/^[A-Z][A-Z0-9_]*$/.test(key), 'data key', key, 'an environment variable in UPPER_SNAKE')
      .require(!SECRET_KEY.test(key), 'data key', key, 'non-secret; use a SecretReference instead')
      .require(value !== '', `data.${key}`, value, 'non-empty; omit the key to use the default');
  }
  checks.verify();
}
