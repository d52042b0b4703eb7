import { container, edit, pod } from './break-manifest.ts';
import type { Violation } from './break-manifest.ts';
import { add } from './break-manifest.ts';

const metadata = { name: 'x', namespace: 'kiosque-production' };
const production = (kind: string, change: Parameters<typeof edit>[1]): Violation['breaks'] => {
  return (objects) => {
    edit(kind, change)(objects.filter(({ metadata: { namespace } }) => namespace === 'kiosque-production'));
  };
};
const one = (count: number) => production('HorizontalPodAutoscaler', (object) => (object['spec'].minReplicas = count));
const equal = (resource: string) =>
  container(({ resources }) => {
    if (resources?.limits && resources.requests) resources.limits[resource] = resources.requests[resource] ?? 0;
  });
const port = (ports: { name?: string; containerPort: number }[]) => container((first) => (first.ports = ports));

/** Objects that contradict each answer that is not enforced by a rule. */
export const contradicting: Readonly<Record<string, Violation['breaks']>> = {
  printMutationsAnnotations: container((first) => (first.resources = { requests: { cpu: '50m', memory: '50Mi' } })),
  'dangling-networkpolicypeer-podselector': production('StatefulSet', (object) => {
    object['spec'].template.metadata.labels = {};
  }),
  'dangling-servicemonitor': add({ apiVersion: 'monitoring.coreos.com/v1', kind: 'ServiceMonitor', metadata }),
  'deprecated-service-account-field': pod((spec) => (spec.serviceAccount = 'content')),
  'dnsconfig-options': pod((spec) => (spec.dnsConfig = { options: [{ name: 'ndots', value: '1' }] })),
  'env-value-from': container((first) => (first.envFrom = [{ configMapRef: { name: 'elsewhere' } }])),
  'hpa-minimum-three-replicas': one(2),
  'minimum-three-replicas': edit('Deployment', (object) => (object['spec'].replicas = 3)),
  'no-node-affinity': pod((spec) => (spec.nodeSelector = { 'kubernetes.io/arch': 'arm64' })),
  'privileged-ports': port([{ name: 'http', containerPort: 80 }]),
  'read-secret-from-env-var': container((first) => {
    first.env = [{ name: 'X', valueFrom: { secretKeyRef: { name: 'x', key: 'y' } } }];
  }),
  'required-annotation-email': edit('Service', (object) => (object.metadata['annotations'] = { email: 'a@b.example' })),
  'required-label-owner': edit('Service', (object) => (object.metadata['labels'].owner = 'somebody')),
  'restart-policy': pod((spec) => (spec.restartPolicy = 'OnFailure')),
  'scc-deny-privileged-container': add({
    apiVersion: 'security.openshift.io/v1',
    kind: 'SecurityContextConstraints',
    metadata,
  }),
  'sorted-keys': (objects) => void objects.push({ kind: 'Service', metadata, apiVersion: 'v1' }),
  'ssh-port': port([{ name: 'ssh', containerPort: 22 }]),
  'deployment-replicas': one(1),
  'cronjob-restartpolicy': edit('CronJob', (object) => {
    object['spec'].jobTemplate.spec.template.spec.restartPolicy = 'OnFailure';
  }),
  'container-resource-requests-equal-limits': production('ResourceQuota', (object) => {
    delete object['spec'].hard['limits.memory'];
  }),
  'container-cpu-requests-equal-limits': equal('cpu'),
  'container-memory-requests-equal-limits': equal('memory'),
  'container-image-pull-policy': container((first) => (first.imagePullPolicy = 'Always')),
  'container-ephemeral-storage-request-equals-limit': equal('ephemeral-storage'),
  'container-ports-check': port([{ containerPort: 3000 }]),
  'statefulset-has-poddisruptionbudget': (objects) => {
    const place = objects.findIndex(
      ({ kind, metadata: { name } }) => kind === 'PodDisruptionBudget' && name === 'redis',
    );
    objects.splice(place, 1);
  },
  'statefulset-has-host-podantiaffinity': edit('StatefulSet', (object) => (object['spec'].replicas = 3)),
  'statefulset-has-servicename': edit('StatefulSet', (object) => (object['spec'].serviceName = 'elsewhere')),
  'label-values': edit('Service', (object) => (object.metadata['labels'].team = 'has spaces')),
  'horizontalpodautoscaler-replicas': one(0),
};
