import { mebibytes, PropChecks } from '../prop-checks.ts';
import { checkNetworkPeer } from '../network-policy/network-peer.ts';
import type { DeploymentProps } from './deployment.props.ts';
import type { PodProps } from './pod.props.ts';

/** Checks the props that all workloads share; messages begin with `kind`, the name of the construct. */
export function checkPod(kind: string, props: PodProps): PropChecks {
  const { name, image, clientId, priorityClassName, writable = {}, egress = [] } = props;
  const { configurationFiles = {}, secretFiles = {} } = props;
  const checks = new PropChecks(`${kind} "${name}"`)
    .dnsLabel('name', name)
    .image('image', image)
    .resources(props.resources);
  if (clientId !== undefined) checks.guid('clientId', clientId);
  if (priorityClassName !== undefined) checks.dnsLabel('priorityClassName', priorityClassName);
  for (const [volume, { path, size }] of Object.entries(writable)) {
    checks
      .dnsLabel('writable', volume)
      .require(/^\/[^/]/.test(path), `writable.${volume}.path`, path, 'an absolute path below /')
      .require(mebibytes(size) > 0, `writable.${volume}.size`, size, 'such as 64Mi');
  }
  for (const [property, files] of Object.entries({ configurationFiles, secretFiles })) {
    for (const path of Object.keys(files))
      checks.require(/^\/[^/]/.test(path), property, path, 'an absolute path below /');
  }
  for (const [index, { ports }] of egress.entries()) {
    const property = `egress[${String(index)}].ports`;
    checks.require(ports.length > 0, property, ports, 'at least one port: an empty list would allow all ports');
    for (const port of ports.flat()) checks.integer(property, port, 1, 65535);
  }
  return checks;
}

/** Checks the props that all Deployments share. */
export function checkDeployment(kind: string, props: DeploymentProps): PropChecks {
  const { replicas, monitoring = 'none', scrapers } = props;
  const checks = checkPod(kind, props)
    .integer('replicas.minimum', replicas.minimum, 1, 100)
    .integer('replicas.maximum', replicas.maximum, replicas.minimum, 100)
    .oneOf('monitoring', monitoring, ['azure', 'prometheus-operator', 'none']);
  if (scrapers !== undefined) checkNetworkPeer(checks, 'scrapers', scrapers);
  return checks;
}
