import { production } from '../environments/production.ts';
import { add, container, edit, init, pod } from './break-manifest.ts';
import type { Mutable, Violation } from './break-manifest.ts';

import { appRoutingExposure, gatewayExposure, ownAlbExposure } from './exposures.fixture.ts';

const namespace = 'kiosque-production';
const labels = {
  'app.kubernetes.io/name': 'x',
  'app.kubernetes.io/part-of': 'kiosque',
  'app.kubernetes.io/managed-by': 'cdk8s',
};
const metadata = { name: 'x', namespace, labels };
const role = { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role', metadata };
const binding = { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'RoleBinding', metadata };
const storageClass = { apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass', metadata: { name: 'x', labels } };
const application = { apiVersion: 'argoproj.io/v1alpha1', kind: 'Application', metadata };

/** At least one violation of every rule. */
export const violations: readonly Violation[] = [
  { rule: 'host-process', breaks: pod((spec) => (spec.securityContext = { windowsOptions: { hostProcess: true } })) },
  { rule: 'host-process', breaks: init((c) => (c.securityContext = { windowsOptions: { hostProcess: true } })) },
  { rule: 'host-namespaces', breaks: pod((spec) => (spec.hostPID = true)) },
  { rule: 'host-namespaces', breaks: pod((spec) => (spec.hostNetwork = true)) },
  { rule: 'host-namespaces', breaks: pod((spec) => (spec.hostIPC = true)) },
  { rule: 'privileged', breaks: container((c) => (c.securityContext = { privileged: true })) },
  { rule: 'capabilities', breaks: container((c) => (c.securityContext = { capabilities: { drop: ['NET_RAW'] } })) },
  {
    rule: 'capabilities',
    breaks: container((c) => (c.securityContext = { capabilities: { drop: ['ALL'], add: ['SYS_ADMIN'] } })),
  },
  {
    rule: 'host-path',
    breaks: pod((spec) => spec.volumes?.push({ name: 'docker', hostPath: { path: '/var/run/docker.sock' } })),
  },
  { rule: 'host-port', breaks: container((c) => (c.ports = [{ containerPort: 3000, hostPort: 80 }])) },
  {
    rule: 'probe-host',
    breaks: container((c) => (c.livenessProbe = { httpGet: { host: '169.254.169.254', port: 80 } })),
  },
  {
    rule: 'probe-host',
    breaks: container((c) => (c.startupProbe = { tcpSocket: { host: '169.254.169.254', port: 80 } })),
  },
  {
    rule: 'probe-host',
    breaks: container((c) => (c.lifecycle = { postStart: { httpGet: { host: '169.254.169.254', port: 80 } } })),
  },
  { rule: 'app-armor', breaks: pod((spec) => (spec.securityContext = { appArmorProfile: { type: 'Unconfined' } })) },
  { rule: 'app-armor', breaks: init((c) => (c.securityContext = { appArmorProfile: { type: 'Unconfined' } })) },
  {
    rule: 'app-armor',
    breaks: pod((_, { metadata: { annotations } }) => {
      annotations['container.apparmor.security.beta.kubernetes.io/content'] = 'unconfined';
    }),
  },
  { rule: 'se-linux', breaks: pod((spec) => (spec.securityContext = { seLinuxOptions: { type: 'spc_t' } })) },
  { rule: 'se-linux', breaks: container((c) => (c.securityContext = { seLinuxOptions: { user: 'system_u' } })) },
  { rule: 'se-linux', breaks: init((c) => (c.securityContext = { seLinuxOptions: { role: 'system_r' } })) },
  { rule: 'proc-mount', breaks: container((c) => (c.securityContext = { procMount: 'Unmasked' })) },
  {
    rule: 'sysctls',
    breaks: pod((spec) => (spec.securityContext = { sysctls: [{ name: 'kernel.msgmax', value: '1' }] })),
  },
  {
    rule: 'volume-types',
    breaks: pod((spec) => spec.volumes?.push({ name: 'nfs', nfs: { server: 'files', path: '/' } })),
  },
  { rule: 'privilege-escalation', breaks: container((c) => (c.securityContext = {})) },
  {
    rule: 'run-as-non-root',
    breaks: container((c) => (c.securityContext = { runAsNonRoot: false })),
  },
  { rule: 'user-and-group', breaks: container((c) => (c.securityContext = { runAsUser: 1000, runAsGroup: 10001 })) },
  { rule: 'user-and-group', breaks: container((c) => (c.securityContext = { runAsUser: 10001, runAsGroup: 0 })) },
  { rule: 'seccomp', breaks: container((c) => (c.securityContext = { seccompProfile: { type: 'Unconfined' } })) },
  { rule: 'resource-requests', breaks: container((c) => (c.resources = { requests: { cpu: '50m', memory: '1Gi' } })) },
  { rule: 'resource-requests', breaks: container((c) => (c.resources = { requests: { cpu: '1', memory: '64Mi' } })) },
  { rule: 'resource-limits', breaks: container((c) => (c.resources = { limits: { memory: '1Gi' } })) },
  { rule: 'resource-limits', breaks: container((c) => (c.resources = { limits: { cpu: '1' } })) },
  {
    rule: 'resource-limits',
    breaks: container(
      (c) => (c.resources = { requests: { cpu: '2', memory: '1Gi' }, limits: { cpu: '1', memory: '1Gi' } }),
    ),
  },
  { rule: 'topology-spread', breaks: pod((spec) => delete spec['topologySpreadConstraints']) },
  { rule: 'aks-labels', breaks: edit('Service', (o) => (o.metadata['labels']['kubernetes.azure.com/mode'] = 'x')) },
  { rule: 'image-registry', breaks: container((c) => (c.image = `docker.io/nginx@sha256:${'0'.repeat(64)}`)) },
  { rule: 'latest-tag', breaks: container((c) => (c.image = 'ghcr.io/kiosque/kiosque:latest')) },
  { rule: 'latest-tag', breaks: container((c) => (c.image = 'ghcr.io/kiosque/kiosque')) },
  {
    rule: 'system-taints',
    breaks: pod((spec) => (spec.tolerations = [{ key: 'CriticalAddonsOnly', operator: 'Exists' }])),
  },
  { rule: 'system-taints', breaks: pod((spec) => (spec.tolerations = [{ operator: 'Exists' }])) },
  { rule: 'nodes', breaks: add({ apiVersion: 'v1', kind: 'Node', metadata: { name: 'x', labels } }) },
  { rule: 'probes', breaks: container((c) => delete c['livenessProbe']) },
  { rule: 'probes', breaks: container((c) => delete c['readinessProbe']) },
  {
    rule: 'csi-storage-class',
    passing: { ...storageClass, provisioner: 'disk.csi.azure.com' },
    breaks: add({ ...storageClass, provisioner: 'kubernetes.io/azure-disk' }),
  },
  {
    rule: 'unique-service-selectors',
    breaks: (objects) => {
      const service = objects.find(({ kind }) => kind === 'Service');
      objects.push({ ...structuredClone(service), metadata: { ...metadata } } as Mutable);
    },
  },
  {
    rule: 'windows-administrator',
    breaks: pod((spec) => (spec.securityContext = { windowsOptions: { runAsUserName: 'ContainerAdministrator' } })),
  },
  { rule: 'image-digest', breaks: container((c) => (c.image = 'ghcr.io/kiosque/kiosque:1.2.3')) },
  { rule: 'image-pull-policy', breaks: container((c) => (c.imagePullPolicy = 'Always')) },
  { rule: 'read-only-root', breaks: container((c) => (c.securityContext = { readOnlyRootFilesystem: false })) },
  { rule: 'ephemeral-storage', breaks: container((c) => delete c.resources?.limits?.['ephemeral-storage']) },
  { rule: 'service-account', breaks: pod((spec) => delete spec['serviceAccountName']) },
  { rule: 'service-account', breaks: pod((spec) => delete spec['automountServiceAccountToken']) },
  { rule: 'service-links', breaks: pod((spec) => delete spec['enableServiceLinks']) },
  { rule: 'priority-class', breaks: pod((spec) => delete spec['priorityClassName']) },
  { rule: 'drain', breaks: container((c) => delete c['lifecycle']) },
  { rule: 'drain', breaks: pod((spec) => (spec.terminationGracePeriodSeconds = 5)) },
  { rule: 'probe-port', breaks: container((c) => (c.readinessProbe = { httpGet: { port: 8080 } })) },
  { rule: 'probe-port', breaks: container((c) => (c.startupProbe = { tcpSocket: { port: 'management' } })) },
  {
    rule: 'probes-differ',
    breaks: container((c) => {
      if (c.readinessProbe) c.livenessProbe = structuredClone(c.readinessProbe);
    }),
  },
  { rule: 'duplicate-env', breaks: container((c) => c.env?.push({ name: 'HOST', value: '::' })) },
  { rule: 'secret-in-env', breaks: container((c) => c.env?.push({ name: 'REDIS_PASSWORD', value: 'x' })) },
  {
    rule: 'secret-as-variable',
    breaks: container((c) =>
      c.env?.push({ name: 'REDIS_PASSWORD', valueFrom: { secretKeyRef: { name: 'redis-password', key: 'x' } } }),
    ),
  },
  {
    rule: 'secret-as-variable',
    breaks: container((c) => c.envFrom?.push({ secretRef: { name: 'redis-password' } })),
  },
  { rule: 'rolling-update', breaks: edit('Deployment', (o) => (o['spec'].strategy = { type: 'Recreate' })) },
  {
    rule: 'rolling-update',
    breaks: edit('Deployment', (o) => (o['spec'].strategy.rollingUpdate.maxUnavailable = '25%')),
  },
  { rule: 'selector-matches-template', breaks: pod((_, template) => (template.metadata['labels'] = {})) },
  {
    rule: 'job-bounds',
    passing: { apiVersion: 'batch/v1', kind: 'Job', metadata, spec: { ttlSecondsAfterFinished: 60 } },
    breaks: add({ apiVersion: 'batch/v1', kind: 'Job', metadata, spec: {} }),
  },
  {
    rule: 'job-bounds',
    passing: {
      apiVersion: 'batch/v1',
      kind: 'CronJob',
      metadata,
      spec: { startingDeadlineSeconds: 60, concurrencyPolicy: 'Forbid' },
    },
    breaks: add({ apiVersion: 'batch/v1', kind: 'CronJob', metadata, spec: { concurrencyPolicy: 'Forbid' } }),
  },
  {
    rule: 'job-bounds',
    breaks: add({ apiVersion: 'batch/v1', kind: 'CronJob', metadata, spec: { startingDeadlineSeconds: 60 } }),
  },
  { rule: 'dangling-service', breaks: edit('Service', (o) => (o['spec'].selector = { app: 'gone' })) },
  { rule: 'dangling-service', breaks: edit('Service', (o) => (o['spec'].ports[0].targetPort = 8080)) },
  { rule: 'dangling-ingress', breaks: edit('Service', (o) => (o.metadata['name'] = 'renamed')) },
  {
    rule: 'dangling-ingress',
    breaks: add({
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'HTTPRoute',
      metadata,
      spec: { rules: [{ backendRefs: [{ name: 'content', port: 8080 }] }] },
    }),
  },
  { rule: 'ingress-host', breaks: edit('Ingress', (o) => delete o['spec'].rules[0].host) },
  { rule: 'ingress-host', breaks: edit('Ingress', (o) => delete o['spec'].ingressClassName) },
  { rule: 'ingress-host', breaks: edit('Ingress', (o) => (o['spec'].tls[0].hosts = ['other.example.org'])) },
  {
    rule: 'controller-annotations',
    breaks: edit('Ingress', (o) => (o.metadata['annotations'] = { 'nginx.ingress.kubernetes.io/server-snippet': 'x' })),
  },
  ...['alb.networking.azure.io/alb-id', 'kubernetes.azure.com/tls-cert-keyvault-uri'].map((annotation) => ({
    rule: 'controller-annotations',
    exposure: gatewayExposure,
    breaks: edit('Gateway', (o) => (o.metadata['annotations'] = { [annotation]: 'x' })),
  })),
  {
    rule: 'controller-annotations',
    exposure: gatewayExposure,
    breaks: edit(
      'Gateway',
      (o) => (o['spec'].addresses = [{ type: 'alb.networking.azure.io/alb-frontend', value: 'x' }]),
    ),
  },
  {
    rule: 'controller-annotations',
    exposure: production.exposure,
    breaks: edit(
      'Gateway',
      (o) => (o['spec'].listeners[1].tls.options = { 'kubernetes.azure.com/tls-cert-keyvault-uri': 'x' }),
    ),
  },
  {
    rule: 'controller-annotations',
    exposure: appRoutingExposure,
    breaks: edit('Gateway', (o) => (o.metadata['annotations'] = { 'alb.networking.azure.io/alb-name': 'x' })),
  },
  {
    rule: 'azure-alb',
    exposure: production.exposure,
    breaks: edit('Gateway', (o) => delete o.metadata['annotations']),
  },
  {
    rule: 'azure-alb',
    exposure: production.exposure,
    breaks: edit('ApplicationLoadBalancer', (o) => (o.metadata['name'] = 'x')),
  },
  { rule: 'azure-alb', exposure: ownAlbExposure, breaks: edit('Gateway', (o) => delete o['spec'].addresses) },
  {
    rule: 'azure-alb',
    exposure: ownAlbExposure,
    breaks: edit('RoutePolicy', (o) => (o['spec'].default.timeouts.routeTimeout = '60s')),
  },
  {
    rule: 'app-routing',
    exposure: appRoutingExposure,
    breaks: edit('Gateway', (o) => delete o['spec'].listeners[1].tls.options),
  },
  {
    rule: 'app-routing',
    exposure: appRoutingExposure,
    breaks: (objects) => {
      const account = objects.find(({ metadata: { name } }) => name === 'gateway-certificate');
      delete account?.metadata['labels']['azure.workload.identity/use'];
    },
  },
  {
    rule: 'pod-security-labels',
    exposure: appRoutingExposure,
    breaks: (objects) => {
      const gateway = objects.find(({ kind }) => kind === 'Gateway');
      if (gateway) gateway['spec'].gatewayClassName = 'other';
    },
  },
  {
    rule: 'dangling-network-policy',
    breaks: (objects) => {
      const policy = objects.find(({ kind, metadata: { name } }) => kind === 'NetworkPolicy' && name === 'content');
      if (policy) policy['spec'].podSelector.matchLabels = { app: 'gone' };
    },
  },
  {
    rule: 'isolated-pod',
    breaks: (objects) => {
      for (const policy of objects.filter(({ kind }) => kind === 'NetworkPolicy'))
        policy['spec'].policyTypes = ['Ingress'];
    },
  },
  {
    rule: 'isolated-pod',
    breaks: (objects) => {
      for (const policy of objects.filter(({ kind }) => kind === 'NetworkPolicy'))
        policy['spec'].policyTypes = ['Egress'];
    },
  },
  ...[
    undefined,
    [],
    [{ namespaceSelector: {} }],
    [{ namespaceSelector: {}, podSelector: { matchLabels: { app: 'x' } } }],
    [{ ipBlock: { cidr: '10.225.0.0/24' } }, { ipBlock: { cidr: '::/0' } }],
    [{ ipBlock: { cidr: '0.0.0.0/0' } }],
  ].map((from) => ({
    rule: 'network-policy-peers',
    breaks: (objects: Mutable[]) => {
      const policy = objects.find(({ kind, metadata: { name } }) => kind === 'NetworkPolicy' && name === 'content');
      if (policy) policy['spec'].ingress[0].from = from;
    },
  })),
  { rule: 'dangling-pod-monitor', breaks: edit('PodMonitor', (o) => (o['spec'].podMetricsEndpoints[0].port = 'x')) },
  { rule: 'dangling-pod-monitor', breaks: edit('PodMonitor', (o) => (o['spec'].selector.matchLabels = { a: 'b' })) },
  {
    rule: 'dangling-autoscaler',
    breaks: edit('HorizontalPodAutoscaler', (o) => (o['spec'].scaleTargetRef.name = 'x')),
  },
  {
    rule: 'dangling-autoscaler',
    breaks: edit('HorizontalPodAutoscaler', (o) => (o['spec'].scaleTargetRef.kind = 'StatefulSet')),
  },
  { rule: 'replicas-under-autoscaler', breaks: edit('Deployment', (o) => (o['spec'].replicas = 3)) },
  { rule: 'disruption-budget', breaks: edit('PodDisruptionBudget', (o) => (o['spec'].maxUnavailable = 0)) },
  { rule: 'disruption-budget', breaks: edit('PodDisruptionBudget', (o) => (o['spec'].maxUnavailable = '0%')) },
  ...[3, '100%'].map((minAvailable) => ({
    rule: 'disruption-budget',
    breaks: edit('PodDisruptionBudget', (o) => {
      delete o['spec'].maxUnavailable;
      o['spec'].minAvailable = minAvailable;
    }),
  })),
  {
    rule: 'disruption-budget',
    breaks: edit('PodDisruptionBudget', (o) => (o['spec'].selector.matchLabels = { a: 'b' })),
  },
  {
    rule: 'disruption-budget',
    breaks: edit('PodDisruptionBudget', (o) => delete o['spec'].unhealthyPodEvictionPolicy),
  },
  { rule: 'disruption-budget', breaks: edit('PodDisruptionBudget', (o) => delete o['spec'].maxUnavailable) },
  {
    rule: 'disruption-budget',
    breaks: (objects) =>
      void objects.splice(
        objects.findIndex(({ kind }) => kind === 'PodDisruptionBudget'),
        1,
      ),
  },
  { rule: 'missing-service-account', breaks: pod((spec) => (spec.serviceAccountName = 'gone')) },
  { rule: 'secret-data', breaks: add({ apiVersion: 'v1', kind: 'Secret', metadata, stringData: { PASSWORD: 'x' } }) },
  { rule: 'namespace', breaks: edit('Service', (o) => delete o.metadata['namespace']) },
  { rule: 'namespace', breaks: edit('Service', (o) => (o.metadata['namespace'] = 'default')) },
  { rule: 'namespace', breaks: edit('PriorityClass', (o) => (o.metadata['namespace'] = namespace)) },
  { rule: 'unique-objects', breaks: (objects) => void objects.push(structuredClone(objects[0] as Mutable)) },
  {
    rule: 'unique-objects',
    passing: { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { ...metadata, name: 'deny-all' } },
    breaks: add({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { ...metadata, name: 'queue-backup' } }),
  },
  {
    rule: 'unique-objects',
    passing: { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'content', namespace: 'other' } },
    breaks: add({ apiVersion: 'apps/v1beta2', kind: 'Deployment', metadata: { ...metadata, name: 'content' } }),
  },
  { rule: 'labels', breaks: edit('Ingress', (o) => delete o.metadata['labels']['app.kubernetes.io/part-of']) },
  {
    rule: 'pod-security-labels',
    breaks: edit('Namespace', (o) => (o.metadata['labels']['pod-security.kubernetes.io/enforce'] = 'baseline')),
  },
  { rule: 'service-type', breaks: edit('Service', (o) => (o['spec'].type = 'LoadBalancer')) },
  { rule: 'service-type', breaks: edit('Service', (o) => (o['spec'].externalIPs = ['192.0.2.1'])) },
  { rule: 'stable-api', breaks: edit('Ingress', (o) => (o['apiVersion'] = 'networking.k8s.io/v1beta1')) },
  {
    rule: 'role-wildcards',
    passing: { ...role, rules: [{ apiGroups: [''], resources: ['configmaps'], verbs: ['get'] }] },
    breaks: add({ ...role, rules: [{ apiGroups: [''], resources: ['*'], verbs: ['get'] }] }),
  },
  {
    rule: 'role-wildcards',
    breaks: add({ ...role, kind: 'ClusterRole', rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['*'] }] }),
  },
  {
    rule: 'role-wildcards',
    breaks: add({ ...role, rules: [{ apiGroups: ['*'], resources: ['pods'], verbs: ['get'] }] }),
  },
  {
    rule: 'role-secrets',
    passing: { ...role, rules: [{ apiGroups: [''], resources: ['configmaps'], verbs: ['get'] }] },
    breaks: add({ ...role, rules: [{ apiGroups: [''], resources: ['secrets'], verbs: ['list'] }] }),
  },
  {
    rule: 'role-secrets',
    passing: { ...role, rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['list'] }] },
    breaks: add({ ...role, rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['create'] }] }),
  },
  {
    rule: 'cluster-admin',
    passing: { ...binding, roleRef: { kind: 'ClusterRole', name: 'view' } },
    breaks: add({ ...binding, roleRef: { kind: 'ClusterRole', name: 'cluster-admin' } }),
  },
  {
    rule: 'application-project',
    passing: { ...application, spec: { project: 'kiosque' } },
    breaks: add({ ...application, spec: { project: 'default' } }),
  },
];
