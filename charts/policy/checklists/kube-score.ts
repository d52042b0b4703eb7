import { enforced, notApplicable, satisfied } from './answer.ts';
import type { Checklist } from './answer.ts';
import { unbudgeted } from '../disruption-budget.ts';
import { eachPod } from '../rule.ts';
import { limitsAtRequests, namelessStatefulSets, severalPods, unbroken, wrongLabelValues } from './contradictions.ts';
import { BURST, fewReplicas, noBurst, otherPorts, PORTS, REPLICAS } from './shared-answers.ts';

/** The checks of kube-score, including those that are off by default. */
export const kubeScore: Checklist = {
  title: 'kube-score',
  answers: [
    enforced('deployment-strategy', 'rolling-update'),
    notApplicable('deployment-replicas', REPLICAS, fewReplicas),
    enforced('ingress-targets-service', 'dangling-ingress'),
    enforced('cronjob-has-deadline', 'job-bounds'),
    satisfied(
      'cronjob-restartpolicy',
      'Jobs set Never: a failed run is retried in a new pod.',
      eachPod(
        ({ spec: { restartPolicy = 'Always' } }, { kind }) =>
          kind === 'CronJob' && restartPolicy !== 'Never' && `has the restartPolicy ${restartPolicy}`,
      ),
    ),
    enforced('container-resources', 'resource-requests', 'resource-limits'),
    notApplicable('container-resource-requests-equal-limits', BURST, noBurst('cpu', 'memory')),
    notApplicable('container-cpu-requests-equal-limits', BURST, noBurst('cpu')),
    notApplicable('container-memory-requests-equal-limits', BURST, noBurst('memory')),
    enforced('container-image-tag', 'latest-tag', 'image-digest'),
    notApplicable(
      'container-image-pull-policy',
      'It requires Always; an image by digest never has to be pulled again (image-pull-policy).',
      unbroken('image-pull-policy', 'image-digest'),
    ),
    enforced('container-ephemeral-storage-request-and-limit', 'ephemeral-storage'),
    notApplicable(
      'container-ephemeral-storage-request-equals-limit',
      'A container may write more than it requests, up to its limit.',
      limitsAtRequests('ephemeral-storage'),
    ),
    satisfied('container-ports-check', PORTS, otherPorts),
    enforced('environment-variable-key-duplication', 'duplicate-env'),
    satisfied(
      'statefulset-has-poddisruptionbudget',
      'Redis has one, which always allows eviction.',
      unbudgeted('StatefulSet'),
    ),
    enforced('deployment-has-poddisruptionbudget', 'disruption-budget'),
    enforced('poddisruptionbudget-has-policy', 'disruption-budget'),
    enforced('pod-networkpolicy', 'isolated-pod'),
    enforced('networkpolicy-targets-pod', 'dangling-network-policy'),
    enforced('pod-probes', 'probes'),
    enforced('pod-probes-identical', 'probes-differ'),
    enforced('container-security-context-user-group-id', 'user-and-group'),
    enforced('container-security-context-privileged', 'privileged'),
    enforced('container-security-context-readonlyrootfilesystem', 'read-only-root'),
    enforced('container-seccomp-profile', 'seccomp'),
    enforced('service-targets-pod', 'dangling-service'),
    enforced('service-type', 'service-type'),
    enforced('stable-version', 'stable-api'),
    enforced('deployment-has-host-podantiaffinity', 'topology-spread'),
    notApplicable('statefulset-has-host-podantiaffinity', 'The StatefulSet, Redis, has one pod.', severalPods),
    enforced('deployment-targeted-by-hpa-does-not-have-replicas-configured', 'replicas-under-autoscaler'),
    notApplicable(
      'statefulset-has-servicename',
      'It requires a headless Service, which gives each pod a name; Redis has one pod, and its serviceName is a ClusterIP Service.',
      namelessStatefulSets,
    ),
    enforced('deployment-pod-selector-labels-match-template-metadata-labels', 'selector-matches-template'),
    enforced('statefulset-pod-selector-labels-match-template-metadata-labels', 'selector-matches-template'),
    satisfied('label-values', 'Label values are names that the constructs check.', wrongLabelValues),
    enforced('horizontalpodautoscaler-has-target', 'dangling-autoscaler'),
    notApplicable('horizontalpodautoscaler-replicas', REPLICAS, fewReplicas),
    enforced('pod-topology-spread-constraints', 'topology-spread'),
  ],
};
