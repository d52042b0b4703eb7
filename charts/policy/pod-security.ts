import { containersOf } from './kubernetes-object.ts';
import { eachContainer, eachPod } from './rule.ts';
import type { Rule } from './rule.ts';

const BASELINE = ['Pod Security: baseline', 'AKS safeguard: deny'] as const;
const RESTRICTED = ['Pod Security: restricted', 'AKS safeguard: deny'] as const;

const SAFE_SYSCTLS = [
  'kernel.shm_rmid_forced',
  'net.ipv4.ip_local_port_range',
  'net.ipv4.ip_local_reserved_ports',
  'net.ipv4.ip_unprivileged_port_start',
  'net.ipv4.ping_group_range',
  'net.ipv4.tcp_fin_timeout',
  'net.ipv4.tcp_keepalive_intvl',
  'net.ipv4.tcp_keepalive_probes',
  'net.ipv4.tcp_keepalive_time',
  'net.ipv4.tcp_rmem',
  'net.ipv4.tcp_syncookies',
  'net.ipv4.tcp_wmem',
];
const SELINUX_TYPES = ['container_t', 'container_init_t', 'container_kvm_t', 'container_engine_t'];
const VOLUME_TYPES = [
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'image',
  'persistentVolumeClaim',
  'projected',
  'secret',
];

/** Pod Security Standards, baseline and restricted (https://kubernetes.io/docs/concepts/security/pod-security-standards/). */
export const podSecurityRules: readonly Rule[] = [
  {
    name: 'host-process',
    standards: BASELINE,
    reason: 'A Windows host process is an administrator of the node.',
    fix: 'Remove windowsOptions.hostProcess.',
    check: eachPod(({ spec }) => [
      ...(spec.securityContext?.windowsOptions?.hostProcess ? ['the pod is a host process'] : []),
      ...containersOf(spec)
        .filter(({ securityContext }) => securityContext?.windowsOptions?.hostProcess)
        .map(({ name }) => `container "${name}" is a host process`),
    ]),
  },
  {
    name: 'host-namespaces',
    standards: [...BASELINE, 'CIS'],
    reason: 'Sharing a namespace of the node shows and gives its processes and network to the pod.',
    fix: 'Remove hostNetwork, hostPID and hostIPC.',
    check: eachPod(({ spec }) =>
      (['hostNetwork', 'hostPID', 'hostIPC'] as const)
        .filter((field) => spec[field])
        .map((field) => `${field} is true`),
    ),
  },
  {
    name: 'privileged',
    standards: [...BASELINE, 'CIS'],
    reason: 'A privileged container is root on the node.',
    fix: 'Set securityContext.privileged to false.',
    check: eachContainer(({ securityContext }) => securityContext?.privileged === true && 'is privileged'),
  },
  {
    name: 'capabilities',
    standards: ['Pod Security: baseline', ...RESTRICTED],
    reason: 'Each capability is a part of root.',
    fix: 'Set securityContext.capabilities.drop to [ALL] and add at most NET_BIND_SERVICE.',
    check: eachContainer(({ securityContext }) => {
      const { drop = [], add = [] } = securityContext?.capabilities ?? {};
      if (!drop.includes('ALL')) return `drops ${drop.join(', ') || 'no capability'}, not ALL`;
      const more = add.filter((capability) => capability !== 'NET_BIND_SERVICE');
      return more.length > 0 && `adds ${more.join(', ')}`;
    }),
  },
  {
    name: 'host-path',
    standards: [...BASELINE, 'CIS'],
    reason: 'A path of the node lets a pod read and change the node, its container socket included.',
    fix: 'Use emptyDir, a ConfigMap, or a PersistentVolumeClaim.',
    check: eachPod(({ spec }) =>
      (spec.volumes ?? [])
        .filter(({ hostPath }) => hostPath !== undefined)
        .map(({ name, hostPath }) => `volume "${name}" is the path ${hostPath?.path ?? ''} of the node`),
    ),
  },
  {
    name: 'host-port',
    standards: BASELINE,
    reason: 'A port of the node goes round Services and network policies, and fits one pod a node.',
    fix: 'Remove hostPort and expose the port with a Service.',
    check: eachContainer(({ ports = [] }) => {
      const taken = ports.flatMap(({ hostPort }) => hostPort ?? []);
      return taken.length > 0 && `takes port ${taken.join(', ')} of the node`;
    }),
  },
  {
    name: 'probe-host',
    standards: BASELINE,
    reason: 'A probe with a host makes the kubelet send requests to wherever it names.',
    fix: 'Remove host from the probe or hook: the pod itself is asked by default.',
    check: eachContainer(({ livenessProbe, readinessProbe, startupProbe, lifecycle }) => {
      const actions = [livenessProbe, readinessProbe, startupProbe, lifecycle?.preStop, lifecycle?.postStart];
      const hosts = actions.flatMap((action) => action?.httpGet?.host ?? action?.tcpSocket?.host ?? []);
      return hosts.length > 0 && `probes the host ${hosts.join(', ')}`;
    }),
  },
  {
    name: 'app-armor',
    standards: BASELINE,
    reason: 'An unconfined process may do whatever root in the container may.',
    fix: 'Use RuntimeDefault, a Localhost profile, or nothing.',
    check: eachPod(({ spec, annotations }) => {
      const contexts = [spec, ...containersOf(spec)].map(
        ({ securityContext }) => securityContext?.appArmorProfile?.type,
      );
      const old = Object.entries(annotations).filter(
        ([key, value]) => key.startsWith('container.apparmor.security.beta') && value === 'unconfined',
      );
      return contexts.includes('Unconfined') || old.length > 0 ? ['appArmorProfile is Unconfined'] : [];
    }),
  },
  {
    name: 'se-linux',
    standards: BASELINE,
    reason: 'A user, role or type of its own can leave the container confinement.',
    fix: `Remove seLinuxOptions, or use a type of ${SELINUX_TYPES.join(', ')}.`,
    check: eachPod(({ spec }) =>
      [spec, ...containersOf(spec)].flatMap(({ securityContext }) => {
        const { type, user, role } = securityContext?.seLinuxOptions ?? {};
        if (type !== undefined && !SELINUX_TYPES.includes(type)) return [`seLinuxOptions.type is ${type}`];
        return user !== undefined || role !== undefined ? ['seLinuxOptions sets a user or role'] : [];
      }),
    ),
  },
  {
    name: 'proc-mount',
    standards: BASELINE,
    reason: 'An unmasked /proc shows and changes the kernel.',
    fix: 'Remove procMount.',
    check: eachContainer(
      ({ securityContext }) => securityContext?.procMount === 'Unmasked' && 'mounts /proc without its mask',
    ),
  },
  {
    name: 'sysctls',
    standards: BASELINE,
    reason: 'Most kernel settings act on the whole node.',
    fix: 'Use only the namespaced settings that Pod Security names.',
    check: eachPod(({ spec }) =>
      (spec.securityContext?.sysctls ?? [])
        .filter(({ name }) => !SAFE_SYSCTLS.includes(name))
        .map(({ name }) => `sets ${name}`),
    ),
  },
  {
    name: 'volume-types',
    standards: RESTRICTED,
    reason: 'Other volumes are mounted by the node with rights that a pod should not have.',
    fix: `Use one of ${VOLUME_TYPES.join(', ')}.`,
    check: eachPod(({ spec }) =>
      (spec.volumes ?? []).flatMap(({ name, ...source }) =>
        Object.keys(source)
          .filter((type) => !VOLUME_TYPES.includes(type))
          .map((type) => `volume "${name}" is of type ${type}`),
      ),
    ),
  },
  {
    name: 'privilege-escalation',
    standards: [...RESTRICTED, 'CIS'],
    reason: 'A set-uid program could make itself root.',
    fix: 'Set securityContext.allowPrivilegeEscalation to false.',
    check: eachContainer(
      ({ securityContext }) => securityContext?.allowPrivilegeEscalation !== false && 'may gain privileges',
    ),
  },
  {
    name: 'run-as-non-root',
    standards: RESTRICTED,
    reason: 'Root in a container is root on the node as soon as one wall falls.',
    fix: 'Set securityContext.runAsNonRoot to true on the pod and leave it so on its containers.',
    check: eachContainer(
      ({ securityContext: own }, { spec: { securityContext: pod } }) =>
        (own?.runAsNonRoot ?? pod?.runAsNonRoot) !== true && 'does not set runAsNonRoot',
    ),
  },
  {
    name: 'user-and-group',
    standards: RESTRICTED,
    reason: 'The kubelet cannot tell that a user given by name is not root, and low numbers are users of the node.',
    fix: 'Set runAsUser and runAsGroup to numbers from 10000.',
    check: eachContainer(({ securityContext: own }, { spec: { securityContext: pod } }) => {
      const ids = { ...pod, ...own };
      const low = (['runAsUser', 'runAsGroup'] as const).filter((field) => !((ids[field] ?? 0) >= 10_000));
      return low.length > 0 && low.map((field) => `has ${field} ${String(ids[field] ?? 'of the image')}`).join(' and ');
    }),
  },
  {
    name: 'seccomp',
    standards: ['Pod Security: baseline', ...RESTRICTED],
    reason: 'Without a profile a process may make every system call.',
    fix: 'Set securityContext.seccompProfile.type to RuntimeDefault.',
    check: eachContainer(({ securityContext: own }, { spec: { securityContext: pod } }) => {
      const type = (own?.seccompProfile ?? pod?.seccompProfile)?.type;
      return type !== 'RuntimeDefault' && type !== 'Localhost' && `has the seccomp profile ${type ?? 'none'}`;
    }),
  },
];
