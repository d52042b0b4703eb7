import type { Configuration } from '../configuration/configuration.ts';
import type { Egress } from '../network-policy/network-policy.ts';
import type { Resources } from '../prop-checks.ts';
import type { SecretReference } from '../secret-reference/secret-reference.ts';

/** Props shared by all workloads. */
export interface PodProps {
  /** Name of every rendered object, including the ServiceAccount: a DNS label that never changes. */
  readonly name: string;
  /** The image, by digest. */
  readonly image: { readonly repository: string; readonly digest: string };
  /** Requests and limits of a pod. */
  readonly resources: Resources;
  /** Its environment variables. @default none */
  readonly configuration?: Configuration;
  /** Secrets whose keys become environment variables. @default none */
  readonly secrets?: readonly SecretReference[];
  /** Secrets whose keys become files, by mount directory; a change takes effect without a restart. @default none */
  readonly secretFiles?: Readonly<Record<string, SecretReference>>;
  /** Configurations whose keys become files, by mount directory. @default none */
  readonly configurationFiles?: Readonly<Record<string, Configuration>>;
  /** Writable directories, each with a size limit. Everything else is read-only. @default none */
  readonly writable?: Readonly<Record<string, WritableDirectory>>;
  /** Additional labels of its pods, for other network policies. @default none */
  readonly podLabels?: Readonly<Record<string, string>>;
  /** Client id of the managed identity that its pods act as (Microsoft Entra Workload ID). @default none */
  readonly clientId?: string;
  /** The PriorityClass of its pods. @default the cluster's default */
  readonly priorityClassName?: string;
  /** Destinations that its pods may connect to, in addition to DNS. @default none */
  readonly egress?: readonly Egress[];
}

/** A directory on an `emptyDir` volume, deleted with the pod. */
export interface WritableDirectory {
  /** Absolute path. */
  readonly path: string;
  /** In `Mi` or `Gi`; a pod that writes more is evicted. */
  readonly size: string;
}
