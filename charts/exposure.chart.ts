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

/** Props of `ExposureChart`. */
export interface ExposureChartProps {
  readonly environment: Environment;
  readonly certificate: SecretReference;
  readonly content: WebService;
  readonly queues: readonly TicketQueue[];
  /** The collectors of the security log. @default none */
  readonly collector?: WebService | undefined;
}

/** Name of the Ingress, or of the Gateway. */
const NAME = 'kiosque';

/** The Ingress or Gateway. Applied last, after the services that it routes to. */
export class ExposureChart extends Chart {
  constructor(scope: Construct, { environment, certificate, content, queues, collector }: ExposureChartProps) {
    super(scope, '0900-exposure', { namespace: environment.namespace, disableResourceNameHashes: true });
    new Exposure(this, 'Exposure', {
      name: NAME,
      namespace: environment.namespace,
      controller: controllerOf(environment),
      host: environment.host,
      certificate,
      routes: { '/': content, ...queueRoutes(queues), ...securityLogRoutes(collector) },
    });
  }
}

/** Returns the only peer that may connect to the services. */
export function clientsOf({ exposure, namespace }: Environment): NetworkPeer {
  if (exposure.controller === 'azure-alb') return { subnet: exposure.subnet };
  return exposure.controller === 'app-routing' ? gatewayPods(NAME, namespace) : exposure.clients;
}

/** Returns the settings that depend on the exposure: the public URL, and how long the gateway keeps idle connections. */
export function exposureSettings({ host, exposure }: Environment): Record<string, string> {
  return {
    PUBLIC_URL: `https://${host}`,
    // Application Gateway for Containers keeps them for five minutes; the service must not close them first.
    ...(exposure.controller === 'azure-alb' && { KEEP_ALIVE_SECONDS: '310' }),
  };
}

function controllerOf({ exposure, azure }: Environment): ExposureProps['controller'] {
  if (exposure.controller !== 'app-routing') return exposure;
  const keyVaultUri = `https://${azure?.keyVault ?? ''}.vault.azure.net/certificates/certificate`;
  return { controller: 'app-routing', certificate: { keyVaultUri, clientId: exposure.certificateReader.clientId } };
}

/** Each queue has its own paths; any queue can resolve a ticket token, which identifies its queue, and has the audit log of all. */
function queueRoutes(queues: readonly TicketQueue[]): Record<string, WebService> {
  const [first] = queues;
  return {
    ...Object.fromEntries(queues.flatMap(({ paths, service }) => paths.map((path) => [path, service]))),
    ...(first && { '/api/tickets': first.service, '/api/audit': first.service }),
  };
}

/** Log lines are received, and the report is shown. */
function securityLogRoutes(collector: WebService | undefined): Record<string, WebService> {
  if (collector === undefined) return {};
  return { '/api/logs': collector, '/api/security': collector, '/security': collector };
}
