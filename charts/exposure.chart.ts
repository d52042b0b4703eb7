import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import { Exposure } from './constructs/exposure/exposure.ts';
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

/** The way in from the Internet. Applied last: what it leads to is there by then. */
export class ExposureChart extends Chart {
  constructor(scope: Construct, { environment, certificate, content, queues }: ExposureChartProps) {
    super(scope, '0900-exposure', { namespace: environment.namespace, disableResourceNameHashes: true });
    new Exposure(this, 'Exposure', {
      name: 'kiosque',
      kind: environment.exposure,
      className: environment.exposureClass,
      host: environment.host,
      certificate,
      routes: { '/': content, ...queueRoutes(queues) },
    });
  }
}

/** Each queue has its paths; a token says which queue it is of, and any of them sends it there. */
function queueRoutes(queues: readonly TicketQueue[]): Record<string, WebService> {
  const [first] = queues;
  return {
    ...Object.fromEntries(queues.flatMap(({ paths, service }) => paths.map((path) => [path, service]))),
    ...(first && { '/api/tickets': first.service }),
  };
}
