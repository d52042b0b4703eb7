import { describe, expect, it } from '@jest/globals';
import { containerProblem, pod, problems } from '../test/rule-problems.fixture.ts';

const HTTP = { httpGet: { host: '192.0.2.1', port: 80 } };
const TCP = { tcpSocket: { host: '192.0.2.2', port: 80 } };

describe('rules on containers of the Pod Security Standards', () => {
  it.each<[string, object, string | undefined]>([
    ['privileged', {}, undefined],
    ['privileged', { securityContext: { privileged: false } }, undefined],
    ['privileged', { securityContext: { privileged: true } }, 'is privileged'],
    ['capabilities', {}, 'drops no capability, not ALL'],
    ['capabilities', { securityContext: {} }, 'drops no capability, not ALL'],
    ['capabilities', { securityContext: { capabilities: {} } }, 'drops no capability, not ALL'],
    ['capabilities', capable({ drop: ['KILL', 'NET_RAW'] }), 'drops KILL, NET_RAW, not ALL'],
    ['capabilities', capable({ drop: ['ALL'] }), undefined],
    ['capabilities', capable({ drop: ['ALL'], add: ['NET_BIND_SERVICE'] }), undefined],
    ['capabilities', capable({ drop: ['ALL'], add: ['NET_BIND_SERVICE', 'KILL', 'CHOWN'] }), 'adds KILL, CHOWN'],
    ['host-port', {}, undefined],
    ['host-port', { ports: [{ containerPort: 80 }] }, undefined],
    ['host-port', { ports: [{ hostPort: 80 }, { containerPort: 81 }, { hostPort: 82 }] }, 'uses the host port 80, 82'],
    ['probe-host', {}, undefined],
    ['probe-host', { livenessProbe: { httpGet: { port: 80 } }, lifecycle: {} }, undefined],
    ['probe-host', { readinessProbe: { tcpSocket: { port: 80 } }, lifecycle: { preStop: {} } }, undefined],
    ['probe-host', { livenessProbe: HTTP, startupProbe: TCP }, 'probes the host 192.0.2.1, 192.0.2.2'],
    ['probe-host', { readinessProbe: TCP }, 'probes the host 192.0.2.2'],
    ['probe-host', { lifecycle: { preStop: HTTP } }, 'probes the host 192.0.2.1'],
    ['probe-host', { lifecycle: { postStart: TCP } }, 'probes the host 192.0.2.2'],
    ['proc-mount', {}, undefined],
    ['proc-mount', { securityContext: { procMount: 'Default' } }, undefined],
    ['proc-mount', { securityContext: { procMount: 'Unmasked' } }, 'mounts /proc unmasked'],
    ['privilege-escalation', {}, 'allows privilege escalation'],
    ['privilege-escalation', { securityContext: { allowPrivilegeEscalation: true } }, 'allows privilege escalation'],
    ['privilege-escalation', { securityContext: { allowPrivilegeEscalation: false } }, undefined],
  ])('%s: should find in %j: %s', (rule, container, expected) => {
    expect(containerProblem(rule, container)).toBe(expected);
  });

  it.each<[string, object | undefined, object | undefined, string | undefined]>([
    ['run-as-non-root', undefined, undefined, 'does not set runAsNonRoot'],
    ['run-as-non-root', undefined, { runAsNonRoot: true }, undefined],
    ['run-as-non-root', { runAsNonRoot: true }, { runAsNonRoot: false }, undefined],
    ['run-as-non-root', { runAsNonRoot: false }, { runAsNonRoot: true }, 'does not set runAsNonRoot'],
    ['user-and-group', undefined, undefined, 'has runAsUser from the image and has runAsGroup from the image'],
    ['user-and-group', undefined, { runAsUser: 10_000, runAsGroup: 10_000 }, undefined],
    ['user-and-group', { runAsUser: 9999 }, { runAsUser: 10_000, runAsGroup: 10_000 }, 'has runAsUser 9999'],
    ['user-and-group', { runAsUser: 10_000 }, { runAsUser: 0, runAsGroup: 0 }, 'has runAsGroup 0'],
    ['seccomp', undefined, undefined, 'has the seccomp profile none'],
    ['seccomp', undefined, { seccompProfile: { type: 'RuntimeDefault' } }, undefined],
    ['seccomp', undefined, { seccompProfile: { type: 'Localhost' } }, undefined],
    ['seccomp', {}, { seccompProfile: { type: 'Unconfined' } }, 'has the seccomp profile Unconfined'],
    [
      'seccomp',
      { seccompProfile: { type: 'Unconfined' } },
      { seccompProfile: { type: 'RuntimeDefault' } },
      'has the seccomp profile Unconfined',
    ],
  ])('%s: should find in %j in a pod with %j: %s', (rule, own, shared, expected) => {
    expect(containerProblem(rule, { securityContext: own }, { securityContext: shared })).toBe(expected);
  });
});

describe('rules on pods of the Pod Security Standards', () => {
  const windows = { securityContext: { windowsOptions: { hostProcess: true } } };
  const unconfined = { securityContext: { appArmorProfile: { type: 'Unconfined' } } };
  const seLinux = (options: object): object => ({ securityContext: { seLinuxOptions: options } });
  const init = (context: object): object => ({ initContainers: [{ name: 'init', ...context }] });

  it.each<[string, object, readonly string[]]>([
    ['host-process', {}, []],
    ['host-process', { securityContext: {}, ...init({ securityContext: {} }) }, []],
    ['host-process', { securityContext: { windowsOptions: {} } }, []],
    ['host-process', windows, ['runs its pod as a host process']],
    ['host-process', init(windows), ['container "init" is a host process']],
    ['host-namespaces', { hostNetwork: false }, []],
    ['host-namespaces', { hostNetwork: true, hostIPC: true }, ['hostNetwork is true', 'hostIPC is true']],
    ['host-namespaces', { hostPID: true }, ['hostPID is true']],
    ['host-path', {}, []],
    [
      'host-path',
      {
        volumes: [
          { name: 'a', emptyDir: {} },
          { name: 'b', hostPath: { path: '/' } },
        ],
      },
      ['volume "b" mounts the host path /'],
    ],
    ['app-armor', { securityContext: {} }, []],
    ['app-armor', { securityContext: { appArmorProfile: { type: 'RuntimeDefault' } } }, []],
    ['app-armor', unconfined, ['appArmorProfile is Unconfined']],
    ['app-armor', init(unconfined), ['appArmorProfile is Unconfined']],
    ['se-linux', { securityContext: {} }, []],
    ['se-linux', seLinux({ type: 'container_t' }), []],
    ['se-linux', seLinux({ type: 'spc_t', user: 'u' }), ['seLinuxOptions.type is spc_t']],
    ['se-linux', seLinux({ user: 'system_u' }), ['seLinuxOptions sets a user or role']],
    ['se-linux', init(seLinux({ role: 'system_r' })), ['seLinuxOptions sets a user or role']],
    ['sysctls', {}, []],
    ['sysctls', { securityContext: {} }, []],
    [
      'sysctls',
      { securityContext: { sysctls: [{ name: 'net.ipv4.tcp_rmem' }, { name: 'kernel.msgmax' }] } },
      ['sets kernel.msgmax'],
    ],
    ['volume-types', {}, []],
    [
      'volume-types',
      {
        volumes: [
          { name: 'a', csi: {} },
          { name: 'b', nfs: {} },
          { name: 'c', secret: {}, iscsi: {} },
        ],
      },
      ['volume "b" is of type nfs', 'volume "c" is of type iscsi'],
    ],
  ])('%s: should find in %j: %j', (rule, spec, expected) => {
    expect(problems(rule, pod(spec))).toEqual(expected);
  });

  it.each([
    ['container.apparmor.security.beta.kubernetes.io/main', 'unconfined', ['appArmorProfile is Unconfined']],
    ['container.apparmor.security.beta.kubernetes.io/main', 'runtime/default', []],
    ['example.org/container.apparmor.security.beta', 'unconfined', []],
  ])('app-armor: should find in the annotation %s: %s', (key, value, expected) => {
    expect(problems('app-armor', pod({}, { annotations: { [key]: value } }))).toEqual(expected);
  });
});

function capable(capabilities: object): object {
  return { securityContext: { capabilities } };
}
