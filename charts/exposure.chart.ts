import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import { gatewayPods } from './constructs/exposure/app-routing.ts';
import type { ExposureProps } from './constructs/exposure/exposure.props.ts';
import { Exposure } from './constructs/exposure/exposure.ts';
import type { NetworkPeer } from './constructs/network-policy/network-peer.ts';
import type { SecretReference } from './constructs/secret-reference/secret-reference.ts';
import type { TicketQueue } from './constructs/ticket-queue/ticket-queue.ts';
import type { WebService } from './constructs/web-service/web-service.ts';
import type { Environment } from './environments/environment.ts';

/** What the exposure chart takes from the others. */
export interface ExposureChartProps {
  readonly environment: Environment;
  readonly certificate: SecretReference;
  readonly content: WebService;
  readonly queues: readonly TicketQueue[];
}

/** Name of the Ingress, or of the Gateway. */
const NAME = 'kiosque';

/** The way in from the Internet. Applied last: what it leads to is there by then. */
export class ExposureChart extends Chart {
  constructor(scope: Construct, { environment, certificate, content, queues }: ExposureChartProps) {
    super(scope, '0900-exposure', { namespace: environment.namespace, disableResourceNameHashes: true });
    new Exposure(this, 'Exposure', {
      name: NAME,
      namespace: environment.namespace,
      controller: controllerOf(environment),
      host: environment.host,
      certificate,
      routes: { '/': content, ...queueRoutes(queues) },
    });
  }
}

/** Who alone may connect to the services. */
export function clientsOf({ exposure, namespace }: Environment): NetworkPeer {
  if (exposure.controller === 'azure-alb') return { subnet: exposure.subnet };
  return exposure.controller === 'app-routing' ? gatewayPods(NAME, namespace) : exposure.clients;
}

/** What a service must know of the way in: its address, and how long a gateway keeps idle connections. */
export function exposureSettings({ host, exposure }: Environment): Record<string, string> {
  return {
    PUBLIC_URL: `https://${host}`,
    // Application Gateway for Containers keeps them for five minutes; the service must not be the first to close.
    ...(exposure.controller === 'azure-alb' && { KEEP_ALIVE_SECONDS: '310' }),
  };
}

function controllerOf({ exposure, azure }: Environment): ExposureProps['controller'] {
  if (exposure.controller !== 'app-routing') return exposure;
  const keyVaultUri = `https://${azure?.keyVault ?? ''}.vault.azure.net/certificates/certificate`;
  return { controller: 'app-routing', certificate: { keyVaultUri, clientId: exposure.certificateReader.clientId } };
}

/** Each queue has its paths; a token says which queue it is of, and any of them sends it there. */
function queueRoutes(queues: readonly TicketQueue[]): Record<string, WebService> {
  const [first] = queues;
  return {
    ...Object.fromEntries(queues.flatMap(({ paths, service }) => paths.map((path) => [path, service]))),
    ...(first && { '/api/tickets': first.service }),
  };
}
