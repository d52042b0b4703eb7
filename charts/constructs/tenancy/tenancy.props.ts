/** What a `Tenancy` is made of. */
export interface TenancyProps {
  /** The namespace: a DNS label. */
  readonly namespace: string;
  /** The most that the namespace may ask for: CPU such as `4`, memory such as `8Gi`. */
  readonly quota: {
    readonly cpu: { readonly requests: string; readonly limits: string };
    readonly memory: { readonly requests: string; readonly limits: string };
    readonly pods: number;
    /** Sum of all volumes: `10Gi`. */
    readonly storage: string;
  };
  /** Address of the node-local DNS cache, which is no pod. @default none */
  readonly nodeLocalDns?: string;
  /** Value of the PriorityClass that every pod of the namespace runs in; 0 to 1 000 000 000, higher wins. */
  readonly priority: number;
  /** Whether its pods may evict pods of lower priority when the nodes are full. */
  readonly preempts: boolean;
}
