import { k8s } from 'cdk8s-plus-28';
import type { PodProps } from './pod.props.ts';

/** A volume of a pod and its mount path. */
export interface Mount {
  readonly volume: k8s.Volume;
  readonly mountPath: string;
  readonly readOnly?: true;
}

/** Readable only by the owner and the group of the pod. */
const SECRET_FILE_MODE = 0o440;

/** Returns writable directories, then the files of ConfigMaps and Secrets. */
export function mountsOf({ writable = {}, configurationFiles = {}, secretFiles = {} }: PodProps): Mount[] {
  return [
    ...Object.entries(writable).map(([name, { path, size }]) => ({
      volume: { name, emptyDir: { sizeLimit: k8s.Quantity.fromString(size) } },
      mountPath: path,
    })),
    ...Object.entries(configurationFiles).map(([mountPath, { configMap }]) => ({
      volume: { name: configMap.name, configMap: { name: configMap.name } },
      mountPath,
      readOnly: true as const,
    })),
    ...Object.entries(secretFiles).map(([mountPath, { name }]) => ({
      volume: { name: `${name}-files`, secret: { secretName: name, defaultMode: SECRET_FILE_MODE } },
      mountPath,
      readOnly: true as const,
    })),
  ];
}

/**
 * Returns the mounts that make the Key Vault CSI driver create Secrets: it does so only while a pod mounts their
 * SecretProviderClass. The pod's ServiceAccount needs a federated credential.
 */
export function keyVaultMounts({ secrets = [], secretFiles = {} }: PodProps): Mount[] {
  return [...secrets, ...Object.values(secretFiles)]
    .filter(({ providerKind }) => providerKind === 'key-vault-csi')
    .map(({ name }) => ({
      volume: {
        name,
        csi: {
          driver: 'secrets-store.csi.k8s.io',
          readOnly: true,
          volumeAttributes: { secretProviderClass: name },
        },
      },
      mountPath: `/var/run/secrets/kiosque/${name}`,
      readOnly: true as const,
    }));
}
