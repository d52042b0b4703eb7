import { enforced, satisfied } from './answer.ts';
import type { Checklist } from './answer.ts';
import { unbroken } from './contradictions.ts';

/** The checks of AKS, the Pod Security Standards and the CIS benchmark. */
export const azureAndPodSecurity: readonly Checklist[] = [
  {
    title: 'AKS Deployment Safeguards',
    answers: [
      enforced('restrictedNodeEditsInKubernetesCluster', 'nodes'),
      enforced('containerResourceRequests', 'resource-requests', 'resource-limits'),
      enforced('podEnforceAntiaffinityInKubernetesCluster', 'topology-spread'),
      enforced('restrictedLabelsInKubernetesCluster', 'aks-labels'),
      enforced('ensureAllowedContainerImagesInKubernetesCluster', 'image-registry'),
      enforced('restrictedTaintsInKubernetesCluster', 'system-taints', 'nodes'),
      enforced('ensureProbesConfiguredInKubernetesCluster', 'probes'),
      enforced('ensureCsiDriverStorageClass', 'csi-storage-class'),
      enforced('uniqueServiceSelectors', 'unique-service-selectors'),
      enforced('imagesDoNotUseLatest', 'latest-tag', 'image-digest'),
      enforced('mutateReservedSystemPoolTaints', 'system-taints', 'nodes'),
      satisfied(
        'printMutationsAnnotations',
        'It reports mutations; the rules leave nothing to mutate.',
        unbroken('resource-requests', 'resource-limits', 'topology-spread'),
      ),
      enforced('blockHostNamespaces', 'host-namespaces'),
      enforced('hostNetworkPorts', 'host-port', 'host-namespaces'),
      enforced('allowedSysctls', 'sysctls'),
      enforced('allowedUsersGroups', 'run-as-non-root', 'user-and-group'),
      enforced('windowsBlockContainerAdmin', 'windows-administrator'),
      enforced('containerNoPrivilegeEscalation', 'privilege-escalation'),
      enforced('allowedHostPaths', 'host-path'),
      enforced('enforceAppArmorProfile', 'app-armor'),
      enforced('enforceSELinux', 'se-linux'),
      enforced('windowsBlockHostProcess', 'host-process'),
      enforced('privilegedContainers', 'privileged'),
      enforced('allowedProcMountType', 'proc-mount'),
      enforced('containerAllowedCapabilities', 'capabilities'),
      enforced('allowedSeccompProfiles', 'seccomp'),
      enforced('allowedVolumeTypes', 'volume-types'),
    ],
  },
  {
    title: 'Pod Security: baseline',
    answers: [
      enforced('NoPrivilegedContainers', 'privileged'),
      enforced('BlockUsingHostNetwork', 'host-namespaces', 'host-port'),
      enforced('BlockUsingHostProcessIDAndIPC', 'host-namespaces'),
      enforced('ContainerCapabilities', 'capabilities'),
      enforced('NoHostPathVolume', 'host-path'),
    ],
  },
  {
    title: 'Pod Security: restricted',
    answers: [
      enforced('NoPrivilegedContainers', 'privileged'),
      enforced('NoPrivilegeEscalation', 'privilege-escalation'),
      enforced('BlockUsingHostNetwork', 'host-namespaces', 'host-port'),
      enforced('BlockUsingHostProcessIDAndIPC', 'host-namespaces'),
      enforced('ContainerCapabilities', 'capabilities'),
      enforced('AllowedVolumeTypes', 'volume-types'),
      enforced('AllowedUsersGroups', 'run-as-non-root', 'user-and-group'),
      enforced('AllowedSeccompProfiles', 'seccomp'),
    ],
  },
  {
    title: 'CIS benchmark for AKS',
    answers: [
      enforced('CIS5.1.1-NoWildcardsInRoles', 'role-wildcards'),
      enforced('CIS5.1.3-NoClusterAdminRole', 'cluster-admin'),
      enforced('CIS5.2.2-NoPrivilegedContainers', 'privileged'),
      enforced('CIS5.2.3-5.2.4-BlockUsingHostProcessIDAndIPC', 'host-namespaces'),
      enforced('CIS5.2.5-BlockUsingHostNetwork', 'host-namespaces', 'host-port'),
      enforced('CIS5.2.6-NoPrivilegeEscalation', 'privilege-escalation'),
      enforced('CIS5.2.12-NoHostPathVolume', 'host-path'),
    ],
  },
];
