import { Construct } from 'constructs';
import { Rules } from '../rules.ts';
import type { ExposureProps } from './exposure.props.ts';
import { gateway } from './gateway.ts';
import { ingress } from './ingress.ts';

/**
 * Puts web services on the Internet under one host name, over TLS: an Ingress, or a Gateway with its routes, which
 * also redirects HTTP to HTTPS. Neither carries an annotation that only one controller understands.
 *
 * @throws Error when the name, host, class, certificate or a path breaks its rule, or nothing is routed.
 */
export class Exposure extends Construct {
  constructor(scope: Construct, id: string, props: ExposureProps) {
    super(scope, id);
    check(props);
    if (props.kind === 'gateway') gateway(this, props);
    else ingress(this, props);
  }
}

function check(props: ExposureProps): void {
  const rules = new Rules(`Exposure "${props.name}"`)
    .dnsLabel('name', props.name)
    .oneOf('kind', props.kind, ['ingress', 'gateway'])
    .dnsLabel('className', props.className)
    .hostName('host', props.host)
    .oneOf('certificate.type', props.certificate.type, ['kubernetes.io/tls'])
    .require(Object.keys(props.routes).length > 0, 'routes', {}, 'at least one path, such as /');
  for (const path of Object.keys(props.routes)) {
    const holds = /^\/(?:[\w.~-]+\/?)*$/.test(path) && (path === '/' || !path.endsWith('/'));
    rules.require(holds, 'routes', path, 'a path prefix that begins with / and does not end with one');
  }
  rules.verify();
}
