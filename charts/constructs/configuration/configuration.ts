import { createHash } from 'node:crypto';
import { ConfigMap } from 'cdk8s-plus-28';
import type { IConfigMap } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { commonLabels } from '../labels.ts';
import { PropChecks } from '../prop-checks.ts';
import type { ConfigurationProps } from './configuration.props.ts';

/** Of a value; the path of a file that holds one is no secret. */
const SECRET_KEY = /(?:SECRET|PASSWORD|CONNECTION_STRING|ACCOUNT_KEY|SAS_TOKEN)(?!.*_FILE$)/;

/**
 * A ConfigMap of environment variables, and the checksum that rolls the pods which read it.
 *
 * The name carries no hash: Argo CD's prune and a rollback then never remove a ConfigMap that running pods still need.
 *
 * @throws Error when a key is no variable's name, a value is empty, or a key is one of a secret.
 */
export class Configuration extends Construct {
  /** The ConfigMap, for `envFrom`. */
  readonly configMap: IConfigMap;
  /** SHA-256 of the sorted data, in hexadecimal: changes exactly when the data does. */
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
      .require(!SECRET_KEY.test(key), 'data key', key, 'no secret: name it in a SecretReference instead')
      .require(value !== '', `data.${key}`, value, 'set; leave the key out to take the default');
  }
  checks.verify();
}
