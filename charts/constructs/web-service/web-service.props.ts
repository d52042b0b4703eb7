import type { Configuration } from '../configuration/configuration.ts';
import type { NetworkPeer } from '../network-peer.ts';
import type { SecretFiles } from '../secret-files.ts';
import type { SecretReference } from '../secret-reference/secret-reference.ts';

/** What a `WebService` is made of. */
export interface WebServiceProps {
  /** Name of every object it renders, and of the ServiceAccount: a DNS label that never changes. */
  readonly name: string;
  /** The image, by digest. */
  readonly image: { readonly repository: string; readonly digest: string };
  /** Bounds of the autoscaler; 1 to 100. */
  readonly replicas: { readonly minimum: number; readonly maximum: number };
  /** What a pod is promised and may use: CPU such as `250m`, memory such as `256Mi`. */
  readonly resources: {
    readonly cpu: { readonly request: string; readonly limit: string };
    readonly memory: { readonly request: string; readonly limit: string };
  };
  /** Its environment variables; a change rolls the pods. */
  readonly configuration: Configuration;
  /** Secrets whose keys become environment variables. @default none */
  readonly secrets?: readonly SecretReference[];
  /** Secrets whose keys become files, by the directory they are mounted at; a change shows without a restart. @default none */
  readonly secretFiles?: SecretFiles;
  /** Labels of its pods beside the common ones, for others' network policies. @default none */
  readonly podLabels?: Readonly<Record<string, string>>;
  /** Client id of the managed identity its pods act as (Microsoft Entra Workload ID). @default none */
  readonly clientId?: string;
  /** The PriorityClass of its pods. @default the cluster's default */
  readonly priorityClassName?: string;
  /** Directories it may write to, each with the most it may hold. All else is read-only. @default none */
  readonly writable?: Readonly<Record<string, WritableDirectory>>;
  /** Who may connect to the public port: the gateway. The kubelet of the node always may. @default nobody */
  readonly clients?: readonly NetworkPeer[];
  /** Where its pods may connect to, beside the name service. @default nowhere */
  readonly egress?: readonly Egress[];
  /** Who scrapes its metrics. @default 'none' */
  readonly monitoring?: 'azure' | 'prometheus-operator' | 'none';
  /** The pods that scrape. @default those of kube-system with `azure`, of the namespace monitoring with the operator */
  readonly scrapers?: NetworkPeer;
  /** Who sets the number of pods: an autoscaler by CPU, or somebody else. @default 'cpu' */
  readonly scaledBy?: 'cpu' | 'others';
  /** Average CPU, in percent of the request, that the autoscaler aims at; 10 to 95. @default 70 */
  readonly targetCpuPercent?: number;
  /**
   * Seconds a terminating pod goes on as if nothing were, while gateways and kube-proxy forget it; 1 to 60.
   * @default 10
   */
  readonly preStopSeconds?: number;
}

/** A directory of an `emptyDir` volume: it lives as long as the pod. */
export interface WritableDirectory {
  /** Absolute path. */
  readonly path: string;
  /** In `Mi` or `Gi`; a pod that writes more is evicted. */
  readonly size: string;
}

/** Destinations that a pod may connect to, by TCP. */
export interface Egress {
  /**
   * Outside the cluster (never the metadata endpoint of the node), anywhere, pods included, or the pods of this
   * namespace that are named so.
   */
  readonly to: 'internet' | 'anywhere' | { readonly pods: string };
  /** Destination ports: one, or the first and the last of a range. */
  readonly ports: readonly (number | readonly [number, number])[];
}
