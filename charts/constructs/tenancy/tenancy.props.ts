/** Props of `Tenancy`. */
export interface TenancyProps {
  /** The namespace: a DNS label. */
  readonly namespace: string;
  /** The quota of the namespace: CPU such as `4`, memory such as `8Gi`. */
  readonly quota: {
    readonly cpu: { readonly requests: string; readonly limits: string };
    readonly memory: { readonly requests: string; readonly limits: string };
    readonly pods: number;
    /** Total size of all volumes: `10Gi`. */
    readonly storage: string;
  };
  /** Address of the node-local DNS cache, which is not a pod. @default none */
  readonly nodeLocalDns?: string;
  /** Value of the PriorityClass of every pod in the namespace; 0 to 1 000 000 000, higher wins. */
  readonly priority: number;
  /** Whether its pods may evict pods of lower priority when the nodes are full. */
  readonly preempts: boolean;
}
