import { containersOf } from './kubernetes-object.ts';
import { SAFE_SYSCTLS, SELINUX_TYPES, VOLUME_TYPES } from './pod-security-lists.ts';
import { eachContainer, eachPod } from './rule.ts';
import type { Rule } from './rule.ts';

const BASELINE = ['Pod Security: baseline', 'AKS safeguard: deny'] as const;
const RESTRICTED = ['Pod Security: restricted', 'AKS safeguard: deny'] as const;

/** Pod Security Standards, baseline and restricted (https://kubernetes.io/docs/concepts/security/pod-security-standards/). */
export const podSecurityRules: readonly Rule[] = [
  {
    name: 'host-process',
    standards: BASELINE,
    reason: 'A Windows host process has administrator rights on the node.',
    fix: 'Remove windowsOptions.hostProcess.',
    check: eachPod(({ spec }) => [
      ...(spec.securityContext?.windowsOptions?.hostProcess ? ['runs its pod as a host process'] : []),
      ...containersOf(spec)
        .filter(({ securityContext }) => securityContext?.windowsOptions?.hostProcess)
        .map(({ name }) => `container "${name}" is a host process`),
    ]),
  },
  {
    name: 'host-namespaces',
    standards: [...BASELINE, 'CIS'],
    reason: 'Host namespaces expose the processes and network of the node to the pod.',
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
    reason: 'A privileged container has root access to the node.',
    fix: 'Set securityContext.privileged to false.',
    check: eachContainer(({ securityContext }) => securityContext?.privileged === true && 'is privileged'),
  },
  {
    name: 'capabilities',
    standards: ['Pod Security: baseline', ...RESTRICTED],
    reason: 'Each capability grants part of the privileges of root.',
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
    reason: 'A host path lets a pod read and change files of the node, including the container runtime socket.',
    fix: 'Use emptyDir, a ConfigMap, or a PersistentVolumeClaim.',
    check: eachPod(({ spec }) =>
      (spec.volumes ?? [])
        .filter(({ hostPath }) => hostPath !== undefined)
        .map(({ name, hostPath }) => `volume "${name}" mounts the host path ${hostPath?.path ?? ''}`),
    ),
  },
  {
    name: 'host-port',
    standards: BASELINE,
    reason: 'A host port bypasses Services and network policies, and allows only one pod per node.',
    fix: 'Remove hostPort and expose the port with a Service.',
    check: eachContainer(({ ports = [] }) => {
      const taken = ports.flatMap(({ hostPort }) => hostPort ?? []);
      return taken.length > 0 && `uses the host port ${taken.join(', ')}`;
    }),
  },
  {
    name: 'probe-host',
    standards: BASELINE,
    reason: 'A probe with a host makes the kubelet send requests to any address.',
    fix: 'Remove host from the probe or hook: the default is the pod itself.',
    check: eachContainer(({ livenessProbe, readinessProbe, startupProbe, lifecycle }) => {
      const actions = [livenessProbe, readinessProbe, startupProbe, lifecycle?.preStop, lifecycle?.postStart];
      const hosts = actions.flatMap((action) => action?.httpGet?.host ?? action?.tcpSocket?.host ?? []);
      return hosts.length > 0 && `probes the host ${hosts.join(', ')}`;
    }),
  },
  {
    name: 'app-armor',
    standards: BASELINE,
    reason: 'An unconfined process is not restricted by AppArmor.',
    fix: 'Use RuntimeDefault or a Localhost profile, or remove the field.',
    check: eachPod(({ spec, annotations }) => {
      const contexts = [spec, ...containersOf(spec)].map(
        ({ securityContext }) => securityContext?.appArmorProfile?.type,
      );
      const old = Object.entries(annotations).filter(
        ([key, value]) => key.startsWith('container.apparmor.security.beta') && value === 'unconfined',
      );
      return (contexts.includes('Unconfined') || old.length > 0) && 'appArmorProfile is Unconfined';
    }),
  },
  {
    name: 'se-linux',
    standards: BASELINE,
    reason: 'A custom user, role or type can escape the container confinement.',
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
    reason: 'An unmasked /proc exposes kernel internals.',
    fix: 'Remove procMount.',
    check: eachContainer(({ securityContext }) => securityContext?.procMount === 'Unmasked' && 'mounts /proc unmasked'),
  },
  {
    name: 'sysctls',
    standards: BASELINE,
    reason: 'Most kernel settings affect the whole node.',
    fix: 'Use only the sysctls that the Pod Security Standards list as safe.',
    check: eachPod(({ spec }) =>
      (spec.securityContext?.sysctls ?? [])
        .filter(({ name }) => !SAFE_SYSCTLS.includes(name))
        .map(({ name }) => `sets ${name}`),
    ),
  },
  {
    name: 'volume-types',
    standards: RESTRICTED,
    reason: 'Other volume types are mounted by the node with privileges that a pod should not have.',
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
    reason: 'A setuid program could gain root privileges.',
    fix: 'Set securityContext.allowPrivilegeEscalation to false.',
    check: eachContainer(
      ({ securityContext }) => securityContext?.allowPrivilegeEscalation !== false && 'allows privilege escalation',
    ),
  },
  {
    name: 'run-as-non-root',
    standards: RESTRICTED,
    reason: 'Root in a container becomes root on the node after a container escape.',
    fix: 'Set securityContext.runAsNonRoot to true on the pod, and do not override it on containers.',
    check: eachContainer(
      ({ securityContext: own }, { spec: { securityContext: pod } }) =>
        (own?.runAsNonRoot ?? pod?.runAsNonRoot) !== true && 'does not set runAsNonRoot',
    ),
  },
  {
    name: 'user-and-group',
    standards: RESTRICTED,
    reason: 'The kubelet cannot verify that a user set by name is not root, and low ids are users of the node.',
    fix: 'Set runAsUser and runAsGroup to 10000 or higher.',
    check: eachContainer(({ securityContext: own }, { spec: { securityContext: pod } }) => {
      const ids = { ...pod, ...own };
      const low = (['runAsUser', 'runAsGroup'] as const).filter((field) => !((ids[field] ?? 0) >= 10_000));
      return (
        low.length > 0 && low.map((field) => `has ${field} ${String(ids[field] ?? 'from the image')}`).join(' and ')
      );
    }),
  },
  {
    name: 'seccomp',
    standards: ['Pod Security: baseline', ...RESTRICTED],
    reason: 'Without a profile, a process can make any system call.',
    fix: 'Set securityContext.seccompProfile.type to RuntimeDefault.',
    check: eachContainer(({ securityContext: own }, { spec: { securityContext: pod } }) => {
      const type = (own?.seccompProfile ?? pod?.seccompProfile)?.type;
      return type !== 'RuntimeDefault' && type !== 'Localhost' && `has the seccomp profile ${type ?? 'none'}`;
    }),
  },
];
