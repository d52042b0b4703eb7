import { Construct } from 'constructs';
import { customResource } from '../../imports/custom-resource.ts';
import type { ScaledObject } from '../../imports/keda.ts';
import { Configuration } from '../configuration/configuration.ts';
import { commonLabels, QUEUE_COMPONENT } from '../labels.ts';
import { PropChecks } from '../prop-checks.ts';
import { WebService } from '../web-service/web-service.ts';
import type { SecretReference } from '../secret-reference/secret-reference.ts';
import type { Egress } from '../network-policy/network-policy.ts';
import type { WebServiceProps } from '../web-service/web-service.props.ts';

/** Props of `TicketQueue`. */
export interface TicketQueueProps extends Omit<
  WebServiceProps,
  'name' | 'configuration' | 'podLabels' | 'scaledBy' | 'secrets' | 'writable' | 'egress'
> {
  /** Path of the queue: `rubis`. At most 32 lower-case letters, digits and hyphens. */
  readonly queue: string;
  /** Variables that configure Redis, and any other settings (docs/settings.md). */
  readonly settings: Readonly<Record<string, string>>;
  /** The Secret whose key `QUEUE_KEYS` contains the hashed API keys. */
  readonly keys: SecretReference;
  /** Egress to Redis and to the token issuer. */
  readonly egress: readonly Egress[];
  /** The autoscaler's metric: CPU, or the number of people waiting. @default 'cpu' */
  readonly scaling?: 'cpu' | 'queue-length';
}

const KEYS = '/etc/kiosque/queue-keys';

/** The pods that query the queue length: the add-on of AKS, or KEDA in the namespace of its chart. */
const KEDA = ['kube-system', 'keda'].map((namespace) => ({ namespace, podLabels: { app: 'keda-operator' } }));

/** People waiting per pod: each has a page open that follows the queue. */
const WAITING_PER_POD = 500;

/**
 * One queue: a `WebService` that serves only that queue, under its path. Its pods have the label `QUEUE_COMPONENT`, which
 * gives them access to Redis. Scaled by CPU or (with KEDA in the cluster) by the number of people waiting, never by both.
 *
 * @throws Error with each invalid prop and its value.
 */
export class TicketQueue extends Construct {
  /** The service that `paths` are routed to. */
  readonly service: WebService;
  /** The path prefixes of the queue: its pages and classic interface, and its REST resources. */
  readonly paths: readonly string[];

  constructor(scope: Construct, id: string, props: TicketQueueProps) {
    super(scope, id);
    check(props);
    const { queue, settings, keys, scaling = 'cpu', clients = [], secretFiles = {}, ...rest } = props;
    const name = `queue-${queue}`;
    this.paths = [`/${queue}`, `/api/queues/${queue}`];
    this.service = new WebService(this, 'Service', {
      ...rest,
      name,
      configuration: new Configuration(this, 'Configuration', {
        name,
        data: {
          FEATURES: 'ticket-queue',
          QUEUE_NAME: queue,
          QUEUE_STORE: 'redis',
          QUEUE_KEYS_FILE: `${KEYS}/QUEUE_KEYS`,
          ...settings,
        },
      }),
      secretFiles: { ...secretFiles, [KEYS]: keys },
      clients: scaling === 'cpu' ? clients : [...clients, ...KEDA],
      podLabels: QUEUE_COMPONENT,
      scaledBy: scaling === 'cpu' ? 'cpu' : 'others',
    });
    if (scaling === 'queue-length') customResource(this, 'ScaledObject', scaledObject(name, props));
  }
}

/** KEDA queries the queue length from the service (https://keda.sh/docs/2.18/scalers/metrics-api/). */
function scaledObject(name: string, { queue, replicas }: TicketQueueProps): ScaledObject {
  return {
    apiVersion: 'keda.sh/v1alpha1',
    kind: 'ScaledObject',
    metadata: { name, labels: commonLabels(name) },
    spec: {
      scaleTargetRef: { name },
      minReplicaCount: replicas.minimum,
      maxReplicaCount: replicas.maximum,
      triggers: [
        {
          type: 'metrics-api',
          metadata: {
            url: `http://${name}/api/queues/${queue}`,
            valueLocation: 'waiting',
            targetValue: String(WAITING_PER_POD),
          },
        },
      ],
    },
  };
}

function check({ queue, keys, scaling = 'cpu' }: TicketQueueProps): void {
  new PropChecks(`TicketQueue "${queue}"`)
    .dnsLabel('queue', queue)
    .require(queue.length <= 32, 'queue', queue, 'at most 32 characters, like QUEUE_NAME')
    .require('QUEUE_KEYS' in keys.keys, 'keys', keys.name, 'a Secret with the key QUEUE_KEYS')
    .oneOf('scaling', scaling, ['cpu', 'queue-length'])
    .verify();
}
