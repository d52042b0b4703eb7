import type { Configuration } from '../configuration/configuration.ts';
import type { Egress } from '../network-policy/network-policy.ts';
import type { SecretReference } from '../secret-reference/secret-reference.ts';
import type { Resources } from './resources.ts';

/** What the pods of every workload are made of. */
export interface PodProps {
  /** Name of every object it renders, and of the ServiceAccount: a DNS label that never changes. */
  readonly name: string;
  /** The image, by digest. */
  readonly image: { readonly repository: string; readonly digest: string };
  /** What a pod is promised and may use. */
  readonly resources: Resources;
  /** Its environment variables. @default none */
  readonly configuration?: Configuration;
  /** Secrets whose keys become environment variables. @default none */
  readonly secrets?: readonly SecretReference[];
  /** Secrets whose keys become files, by the directory they are mounted at; a change shows without a restart. @default none */
  readonly secretFiles?: SecretFiles;
  /** Directories it may write to, each with the most it may hold. All else is read-only. @default none */
  readonly writable?: Readonly<Record<string, WritableDirectory>>;
  /** Labels of its pods beside the common ones, for others' network policies. @default none */
  readonly podLabels?: Readonly<Record<string, string>>;
  /** Client id of the managed identity its pods act as (Microsoft Entra Workload ID). @default none */
  readonly clientId?: string;
  /** The PriorityClass of its pods. @default the cluster's default */
  readonly priorityClassName?: string;
  /** Where its pods may connect to, beside the name service. @default nowhere */
  readonly egress?: readonly Egress[];
}

/** Secrets whose keys become files, by the directory each is mounted at. */
export type SecretFiles = Readonly<Record<string, SecretReference>>;

/** A directory of an `emptyDir` volume: it lives as long as the pod. */
export interface WritableDirectory {
  /** Absolute path. */
  readonly path: string;
  /** In `Mi` or `Gi`; a pod that writes more is evicted. */
  readonly size: string;
}
