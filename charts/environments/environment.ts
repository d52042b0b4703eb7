/** What differs from one place where Kiosque runs to the next. Plain data; `check-environment.ts` holds the rules. */
export interface Environment {
  /** A DNS label: `production`. It names `dist/<name>`, the Argo CD Application and the PriorityClass. */
  readonly name: string;
  /** The namespace all of it lives in: `kiosque-production`. */
  readonly namespace: string;
  /** The public host name: `kiosque.example.org`. */
  readonly host: string;
  /** The image, by digest: a tag could come to mean something else between two pods. */
  readonly image: Image;
  /** Bounds of the autoscaler of each web service. */
  readonly replicas: Range;
  /** What each pod is promised (`request`) and may use at most (`limit`). */
  readonly resources: Resources;
  /** Where the documents are read from. */
  readonly content: WorkloadIdentityContent | ConnectionStringContent;
  /** The ticket queues, and what they stand on. */
  readonly ticketQueues: TicketQueues;
  /** How readers get in: who answers for the host in this cluster, and what that takes. */
  readonly exposure: AzureAlbExposure | AppRoutingExposure | GenericExposure;
  /** Who scrapes: AKS managed Prometheus, the Prometheus operator, or nobody. */
  readonly monitoring: 'azure' | 'prometheus-operator' | 'none';
  /** The pods that scrape. @default those of kube-system (AKS managed Prometheus) or of the namespace monitoring (the operator) */
  readonly scrapers?: NamespacedPods;
  /** Address of the node-local DNS cache, where the cluster has one: `169.254.20.10`. @default none */
  readonly nodeLocalDns?: string;
  /** Who fills the Secrets: External Secrets, the Key Vault CSI driver, or a person (`npm run secrets`). */
  readonly secrets: 'external-secrets' | 'key-vault-csi' | 'manual';
  /** The most that the whole namespace may ask for. */
  readonly quota: Quota;
  /** Who goes first when the nodes are full: higher wins. 0 to 1 000 000 000. */
  readonly priority: number;
  /** Whether pods of this environment may evict others of lower priority. */
  readonly preempts: boolean;
  /** Whether Argo CD applies a new commit by itself, or waits for a person. */
  readonly sync: 'automatic' | 'manual';
  /** Variables of the service that differ here (docs/settings.md). */
  readonly settings: Readonly<Record<string, string>>;
  /** The Azure resources around the cluster; none on a cluster of one's own. */
  readonly azure?: AzureResources;
}

/** An image as it is pulled: `<repository>@<digest>`. */
export interface Image {
  /** Registry and path, without a tag: `kiosque.azurecr.io/kiosque`. */
  readonly repository: string;
  /** `sha256:` and 64 hexadecimal digits. */
  readonly digest: string;
}

/** Two whole numbers, both allowed. */
export interface Range {
  readonly minimum: number;
  readonly maximum: number;
}

/** CPU in cores or millicores (`250m`), memory in `Mi` or `Gi`. */
export interface Resources {
  readonly cpu: { readonly request: string; readonly limit: string };
  readonly memory: { readonly request: string; readonly limit: string };
}

/** Documents read with the pod's own identity: no key exists. */
export interface WorkloadIdentityContent {
  readonly source: 'workload-identity';
  /** `https://<account>.blob.core.windows.net` */
  readonly accountUrl: string;
  /** Name of the blob container. */
  readonly container: string;
  /** Who reads it: may read this account's blobs, and nothing else. */
  readonly identity: ManagedIdentity;
}

/** Documents read with a connection string, which the Secret `content-storage` holds: Azurite and clusters without an identity. */
export interface ConnectionStringContent {
  readonly source: 'connection-string';
  /** Name of the blob container. */
  readonly container: string;
  /** Port of the Blob endpoint: 443 in Azure, 10000 of Azurite. */
  readonly port: number;
}

/** Application Gateway for Containers: a load balancer beside the cluster, which the Gateway API describes. */
export interface AzureAlbExposure {
  readonly controller: 'azure-alb';
  /** One that the controller makes in a subnet, by its resource id, or one that exists, by its own and the name of a frontend. */
  readonly loadBalancer:
    { readonly managed: { readonly subnetId: string } } | { readonly id: string; readonly frontend: string };
  /** Addresses of the subnet it connects from: a /24 that is delegated to it, for this load balancer alone. */
  readonly subnet: string;
}

/** The application routing add-on of AKS: Istio's gateway, which the Gateway API describes. */
export interface AppRoutingExposure {
  readonly controller: 'app-routing';
  /** With which the add-on reads the certificate `certificate` of the Key Vault. */
  readonly certificateReader: ManagedIdentity;
}

/** Any other controller, without what only it understands. */
export interface GenericExposure {
  readonly controller: 'generic';
  /** One word switches between an Ingress and a Gateway with its routes. */
  readonly kind: 'ingress' | 'gateway';
  /** `ingressClassName` or `gatewayClassName`. */
  readonly className: string;
  /** Who alone may connect to the services: its pods, or the subnet of one that runs outside the cluster. */
  readonly clients: NamespacedPods | Subnet;
}

/** Pods of one namespace. */
export interface NamespacedPods {
  readonly namespace: string;
  /** Labels that they bear; all pods of the namespace when left out. */
  readonly podLabels?: Readonly<Record<string, string>>;
}

/** IPv4 addresses. */
export interface Subnet {
  /** In CIDR notation: `10.225.0.0/24`. */
  readonly subnet: string;
}

/** Sums over the namespace, in the units of `Resources`. */
export interface Quota {
  readonly cpu: { readonly requests: string; readonly limits: string };
  readonly memory: { readonly requests: string; readonly limits: string };
  readonly pods: number;
  /** Sum of all volumes, in `Gi`: at least twice that of Redis, so that a second one fits beside it in a migration. */
  readonly storage: string;
}

/** One deployment for each queue, one Redis for all of them. */
export interface TicketQueues {
  /** Paths of the queues: DNS labels. */
  readonly names: readonly string[];
  /** Bounds of the autoscaler of each queue. */
  readonly replicas: Range;
  /** What each pod is promised and may use at most; jobs get the same. */
  readonly resources: Resources;
  /** What each autoscaler follows: CPU, or how many people wait (KEDA). */
  readonly scaling: 'cpu' | 'queue-length';
  /** Where tickets are kept. */
  readonly redis: InClusterRedis | AzureManagedRedis;
  /** IANA name: when the day of the queues begins, and what schedules mean. */
  readonly timeZone: string;
  /** When what is left of earlier days is ended, in five fields of cron. Left out for queues that are open at midnight. */
  readonly closeDay?: string;
  /** How they are saved to the storage account of the documents. */
  readonly backup: QueueBackup;
  /** Variables of the queues (docs/settings.md). */
  readonly settings: Readonly<Record<string, string>>;
}

/** A Redis in the namespace, with an append-only file on a volume; its password is in the Secret `redis`. */
export interface InClusterRedis {
  readonly kind: 'in-cluster';
  /** Redis 6.2 to 8, by digest, in a registry of one's own. */
  readonly image: Image;
  readonly resources: Resources;
  /** Size of the volume, in `Gi`: a ticket takes about 2 KB in it before the file is rewritten. */
  readonly storage: string;
}

/** Azure Managed Redis: a cluster, over TLS, entered with the pods' own identity. */
export interface AzureManagedRedis {
  readonly kind: 'azure-managed';
  /** `<name>.<region>.redis.azure.net` */
  readonly host: string;
  /** Who enters it; `principalId` is the user that Redis knows. */
  readonly identity: ManagedIdentity & { readonly principalId: string };
}

/** When backups are made, and who writes them. */
export interface QueueBackup {
  /** Five fields of cron. */
  readonly schedule: string;
  /** Days that a backup is kept. */
  readonly keepDays: number;
  /** Blob container. */
  readonly container: string;
  /** May write to that container; none where documents are read with a connection string. */
  readonly identity?: ManagedIdentity;
}

/** The names of what `npm run azure -- <environment>` creates around the cluster. */
export interface AzureResources {
  readonly location: string;
  readonly resourceGroup: string;
  /** The AKS cluster, which environments may share; its OIDC issuer signs the pods' tokens. */
  readonly cluster: { readonly name: string; readonly resourceGroup: string };
  /** The Key Vault that holds what the Secrets are filled with. */
  readonly keyVault: string;
  /** Microsoft Entra tenant. */
  readonly tenantId: string;
  /** Who reads the Key Vault for External Secrets. */
  readonly secretReader: ManagedIdentity;
}

/** A user-assigned managed identity. */
export interface ManagedIdentity {
  /** Its name: `kiosque-content-production`. */
  readonly name: string;
  /** What `az identity show --query clientId` prints once it exists. */
  readonly clientId: string;
}
