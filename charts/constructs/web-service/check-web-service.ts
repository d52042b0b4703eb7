import { checkNetworkPeer } from '../network-policy/network-peer.ts';
import { checkPod } from '../workload/check-pod.ts';
import type { WebServiceProps } from './web-service.props.ts';

/** @throws Error with each invalid prop and its value. */
export function checkWebService(props: WebServiceProps): void {
  const { replicas, monitoring, scrapers, clients = [] } = props;
  const checks = checkPod('WebService', props)
    .integer('replicas.minimum', replicas.minimum, 1, 100)
    .integer('replicas.maximum', replicas.maximum, replicas.minimum, 100)
    .oneOf('monitoring', monitoring ?? 'none', ['azure', 'prometheus-operator', 'none']);
  if (props.targetCpuPercent !== undefined) checks.integer('targetCpuPercent', props.targetCpuPercent, 10, 95);
  if (props.preStopSeconds !== undefined) checks.integer('preStopSeconds', props.preStopSeconds, 1, 60);
  if (scrapers !== undefined) checkNetworkPeer(checks, 'scrapers', scrapers);
  for (const [index, peer] of clients.entries()) checkNetworkPeer(checks, `clients[${String(index)}]`, peer);
  checks.verify();
}
