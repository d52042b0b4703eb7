import { enforced, notApplicable, satisfied } from './answer.ts';
import type { Checklist } from './answer.ts';
import { each, eachOf, eachPod } from '../rule.ts';
import { danglingPeers, secretKeyRefs, variablesFromElsewhere } from './contradictions.ts';
import { fewReplicas, otherPorts, PORTS, REPLICAS } from './shared-answers.ts';

/** The checks of kube-linter, including those that are off by default. */
export const kubeLinter: Checklist = {
  title: 'kube-linter',
  answers: [
    enforced('access-to-create-pods', 'role-secrets'),
    enforced('access-to-secrets', 'role-secrets'),
    enforced('cluster-admin-role-binding', 'cluster-admin'),
    enforced('dangling-horizontalpodautoscaler', 'dangling-autoscaler'),
    enforced('dangling-ingress', 'dangling-ingress'),
    enforced('dangling-networkpolicy', 'dangling-network-policy'),
    satisfied(
      'dangling-networkpolicypeer-podselector',
      'Peers with only labels match pods that are rendered in the same namespace.',
      danglingPeers,
    ),
    enforced('dangling-service', 'dangling-service'),
    notApplicable(
      'dangling-servicemonitor',
      'PodMonitors are rendered instead, and checked by dangling-pod-monitor.',
      eachOf('ServiceMonitor', () => 'is rendered'),
    ),
    enforced('default-service-account', 'service-account'),
    satisfied(
      'deprecated-service-account-field',
      'Pods only set serviceAccountName.',
      eachPod(({ spec }) => 'serviceAccount' in spec && 'sets serviceAccount'),
    ),
    notApplicable(
      'dnsconfig-options',
      'No pod sets dnsConfig: there are few DNS lookups, and connections are kept open.',
      eachPod(({ spec }) => spec.dnsConfig !== undefined && 'sets dnsConfig'),
    ),
    enforced('docker-sock', 'host-path'),
    enforced('drop-net-raw-capability', 'capabilities'),
    enforced('duplicate-env-var', 'duplicate-env'),
    satisfied(
      'env-value-from',
      'Variables come from envFrom, with rendered ConfigMaps and Secrets that are created elsewhere.',
      variablesFromElsewhere,
    ),
    enforced('env-var-secret', 'secret-in-env', 'secret-as-variable'),
    enforced('exposed-services', 'service-type'),
    enforced('host-ipc', 'host-namespaces'),
    enforced('host-network', 'host-namespaces'),
    enforced('host-pid', 'host-namespaces'),
    notApplicable('hpa-minimum-three-replicas', REPLICAS, fewReplicas),
    enforced('invalid-target-ports', 'dangling-service'),
    enforced('job-ttl-seconds-after-finished', 'job-bounds'),
    enforced('latest-tag', 'latest-tag'),
    enforced('liveness-port', 'probe-port'),
    notApplicable('minimum-three-replicas', REPLICAS, fewReplicas),
    enforced('mismatching-selector', 'selector-matches-template'),
    enforced('no-anti-affinity', 'topology-spread'),
    enforced('no-extensions-v1beta', 'stable-api'),
    enforced('no-liveness-probe', 'probes'),
    notApplicable(
      'no-node-affinity',
      'Pods can run on any Linux node of either architecture.',
      eachPod(
        ({ spec }) => (spec.affinity?.nodeAffinity ?? spec.nodeSelector) !== undefined && 'requires certain nodes',
      ),
    ),
    enforced('no-read-only-root-fs', 'read-only-root'),
    enforced('no-readiness-probe', 'probes'),
    enforced('no-rolling-update-strategy', 'rolling-update'),
    enforced('non-existent-service-account', 'missing-service-account'),
    enforced('non-isolated-pod', 'isolated-pod'),
    enforced('pdb-max-unavailable', 'disruption-budget'),
    enforced('pdb-min-available', 'disruption-budget'),
    enforced('pdb-unhealthy-pod-eviction-policy', 'disruption-budget'),
    enforced('priority-class-name', 'priority-class'),
    enforced('privilege-escalation-container', 'privilege-escalation'),
    enforced('privileged-container', 'privileged'),
    satisfied('privileged-ports', PORTS, otherPorts),
    satisfied(
      'read-secret-from-env-var',
      'No variable refers to a key of a Secret: Secrets are files, except the connection string, which comes from envFrom.',
      secretKeyRefs,
    ),
    enforced('readiness-port', 'probe-port'),
    notApplicable(
      'required-annotation-email',
      'Contacts are listed in the repository, not on each object.',
      each(({ metadata: { annotations = {} } }) => 'email' in annotations && 'has the annotation email'),
    ),
    notApplicable(
      'required-label-owner',
      'The rule labels lists the labels that this project requires.',
      each(({ metadata: { labels = {} } }) => 'owner' in labels && 'has the label owner'),
    ),
    satisfied(
      'restart-policy',
      'Deployments set Always; the StatefulSet relies on the default, which is the same.',
      eachPod(
        ({ spec: { restartPolicy = 'Always' } }, { kind }) =>
          ['Deployment', 'StatefulSet'].includes(kind) &&
          restartPolicy !== 'Always' &&
          `has the restartPolicy ${restartPolicy}`,
      ),
    ),
    enforced('run-as-non-root', 'run-as-non-root'),
    notApplicable(
      'scc-deny-privileged-container',
      'SecurityContextConstraints only exist on OpenShift.',
      eachOf('SecurityContextConstraints', () => 'is rendered'),
    ),
    enforced('schema-validation', 'schema'),
    enforced('sensitive-host-mounts', 'host-path'),
    notApplicable(
      'sorted-keys',
      'cdk8s writes apiVersion, kind and metadata first.',
      each(
        (object) =>
          !/^apiVersion,kind,metadata(?:,|$)/.test(Object.keys(object).join()) && 'orders its keys differently',
      ),
    ),
    satisfied('ssh-port', PORTS, otherPorts),
    enforced('startup-port', 'probe-port'),
    enforced('unsafe-proc-mount', 'proc-mount'),
    enforced('unsafe-sysctls', 'sysctls'),
    enforced('unset-cpu-requirements', 'resource-requests', 'resource-limits'),
    enforced('unset-memory-requirements', 'resource-requests', 'resource-limits'),
    enforced('use-namespace', 'namespace'),
    enforced('wildcard-in-rules', 'role-wildcards'),
    enforced('writable-host-mount', 'host-path'),
  ],
};
