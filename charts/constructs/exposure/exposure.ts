import { Construct } from 'constructs';
import { PropChecks } from '../prop-checks.ts';
import { appRouting } from './app-routing.ts';
import { azureAlb } from './azure-alb.ts';
import type { ExposureProps } from './exposure.props.ts';
import { gateway } from './gateway.ts';
import { ingress } from './ingress.ts';

/**
 * Exposes web services to the Internet under one host name, over TLS: an Ingress, or a Gateway with routes, which also
 * redirects HTTP to HTTPS and sends HSTS for a year. Each controller gets the objects and annotations it needs; a generic
 * one gets no annotations.
 *
 * @throws Error if the name, host, certificate, a path or an option of the controller is invalid.
 */
export class Exposure extends Construct {
  constructor(scope: Construct, id: string, props: ExposureProps) {
    super(scope, id);
    check(props);
    const { controller } = props;
    if (controller.controller === 'azure-alb') azureAlb(this, props, controller);
    else if (controller.controller === 'app-routing') appRouting(this, props, controller);
    else if (controller.kind === 'gateway') gateway(this, props, { className: controller.className });
    else ingress(this, props, controller.className);
  }
}

const RESOURCE = String.raw`/subscriptions/[\da-f-]{36}/resourceGroups/[\w.()-]+/providers`;
const SUBNET = new RegExp(`^${RESOURCE}/Microsoft\\.Network/virtualNetworks/[\\w.-]+/subnets/[\\w.-]+$`);
const LOAD_BALANCER = new RegExp(`^${RESOURCE}/Microsoft\\.ServiceNetworking/trafficControllers/[\\w.-]+$`);
const CERTIFICATE = /^https:\/\/[a-z][a-z\d-]{2,23}\.vault\.azure\.net\/certificates\/[A-Za-z\d-]{1,127}$/;

function check(props: ExposureProps): void {
  const checks = new PropChecks(`Exposure "${props.name}"`)
    .dnsLabel('name', props.name)
    .dnsLabel('namespace', props.namespace)
    .hostName('host', props.host)
    .oneOf('certificate.type', props.certificate.type, ['kubernetes.io/tls'])
    .require(Object.keys(props.routes).length > 0, 'routes', {}, 'at least one path, such as /');
  checkController(checks, props);
  for (const path of Object.keys(props.routes)) {
    const holds = /^\/(?:[\w.~-]+\/?)*$/.test(path) && (path === '/' || !path.endsWith('/'));
    checks.require(holds, 'routes', path, 'a path prefix that begins with / and does not end with one');
  }
  checks.verify();
}

function checkController(checks: PropChecks, { controller }: ExposureProps): void {
  checks.oneOf('controller', controller.controller, ['azure-alb', 'app-routing', 'generic']);
  if (controller.controller === 'generic') {
    checks.oneOf('kind', controller.kind, ['ingress', 'gateway']).dnsLabel('className', controller.className);
  }
  if (controller.controller === 'app-routing') {
    const { keyVaultUri, clientId } = controller.certificate;
    const rule = 'https://<vault>.vault.azure.net/certificates/<name>, without a version';
    checks
      .require(CERTIFICATE.test(keyVaultUri), 'certificate.keyVaultUri', keyVaultUri, rule)
      .guid('certificate.clientId', clientId);
  }
  if (controller.controller !== 'azure-alb') return;
  const { loadBalancer } = controller;
  if ('managed' in loadBalancer) {
    const { subnetId } = loadBalancer.managed;
    checks.require(SUBNET.test(subnetId), 'loadBalancer.managed.subnetId', subnetId, 'the resource id of a subnet');
  } else {
    const rule = 'the resource id of an Application Gateway for Containers (trafficControllers)';
    checks
      .require(LOAD_BALANCER.test(loadBalancer.id), 'loadBalancer.id', loadBalancer.id, rule)
      .require(/^[\w.-]{1,63}$/.test(loadBalancer.frontend), 'loadBalancer.frontend', loadBalancer.frontend, 'a name');
  }
}
