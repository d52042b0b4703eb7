import type { k8s } from 'cdk8s-plus-28';
import type { SecretReference } from './secret-reference/secret-reference.ts';

/** Secrets whose keys become files, by the directory each is mounted at. */
export type SecretFiles = Readonly<Record<string, SecretReference>>;

/** The group of the pod reads them, nobody else. */
export const SECRET_FILE_MODE = 0o440;

/** The volumes of a pod. */
export function secretVolumes(files: SecretFiles): k8s.Volume[] {
  return Object.values(files).map(({ name }) => ({
    name: volumeName(name),
    secret: { secretName: name, defaultMode: SECRET_FILE_MODE },
  }));
}

/** Where a container finds them. */
export function secretMounts(files: SecretFiles): k8s.VolumeMount[] {
  return Object.entries(files).map(([mountPath, { name }]) => ({ name: volumeName(name), mountPath, readOnly: true }));
}

/** Name of the volume with the files of a Secret. */
export function volumeName(secret: string): string {
  return `${secret}-files`;
}
