import { checkNetworkPeer } from '../network-peer.ts';
import { mebibytes, millicores, Rules } from '../rules.ts';
import type { WebServiceProps } from './web-service.props.ts';

/** @throws Error naming each prop that breaks its rule, with its value. */
export function checkWebService(props: WebServiceProps): void {
  const { cpu, memory } = props.resources;
  const rules = new Rules(`WebService "${props.name}"`)
    .dnsLabel('name', props.name)
    .image('image', props.image)
    .integer('replicas.minimum', props.replicas.minimum, 1, 100)
    .integer('replicas.maximum', props.replicas.maximum, props.replicas.minimum, 100)
    .atMost('resources.cpu.request', cpu.request, cpu.limit, millicores, 'resources.cpu.limit')
    .atMost('resources.memory.request', memory.request, memory.limit, mebibytes, 'resources.memory.limit')
    .oneOf('monitoring', props.monitoring ?? 'none', ['azure', 'prometheus-operator', 'none']);
  if (props.targetCpuPercent !== undefined) rules.integer('targetCpuPercent', props.targetCpuPercent, 10, 95);
  if (props.preStopSeconds !== undefined) rules.integer('preStopSeconds', props.preStopSeconds, 1, 60);
  if (props.clientId !== undefined) rules.guid('clientId', props.clientId);
  if (props.priorityClassName !== undefined) rules.dnsLabel('priorityClassName', props.priorityClassName);
  for (const [name, directory] of Object.entries(props.writable ?? {})) {
    rules
      .dnsLabel('writable', name)
      .require(/^\/[^/]/.test(directory.path), `writable.${name}.path`, directory.path, 'an absolute path below /')
      .require(mebibytes(directory.size) > 0, `writable.${name}.size`, directory.size, 'such as 64Mi');
  }
  for (const path of Object.keys(props.secretFiles ?? {})) {
    rules.require(/^\/[^/]/.test(path), 'secretFiles', path, 'an absolute path below /');
  }
  checkNetwork(rules, props);
  rules.verify();
}

function checkNetwork(rules: Rules, { clients = [], scrapers, egress = [] }: WebServiceProps): void {
  if (scrapers !== undefined) checkNetworkPeer(rules, 'scrapers', scrapers);
  for (const [index, peer] of clients.entries()) checkNetworkPeer(rules, `clients[${String(index)}]`, peer);
  for (const [index, { ports }] of egress.entries()) {
    const property = `egress[${String(index)}].ports`;
    rules.require(ports.length > 0, property, ports, 'at least one port: none would mean all of them');
    for (const port of ports.flat()) rules.integer(property, port, 1, 65535);
  }
}
