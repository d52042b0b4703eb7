/** A part of the code, and the specs that must detect changes in it. */
export interface Area {
  /** Its name in reports. */
  readonly name: string;
  /** The source files, as globs relative to the repository; specs are excluded. */
  readonly sources: readonly string[];
  /** The specs, as globs: few, and only those that run in seconds, because every mutant loads all of them again. */
  readonly specs: readonly string[];
  /** Whether the sources run in workers or child processes, where coverage cannot be measured: every mutant then runs all specs. */
  readonly elsewhere?: boolean;
}

/** The core paths, whose mutation score must reach {@link MINIMUM_SCORE}. */
export const AREAS: readonly Area[] = [
  {
    name: 'content query',
    sources: ['service/content/content.query.ts', 'service/content/collections/item-list.ts'],
    specs: ['service/content/content.query.spec.ts', 'service/content/collections/item-list.spec.ts'],
  },
  {
    name: 'content store',
    sources: ['service/content/{collection.store,content.store,content.snapshot,content.freshness,refresh-*}.ts'],
    specs: ['service/content/{collection.store*,content.store,content.snapshot,content.freshness}.spec.ts'],
  },
  {
    name: 'representations',
    sources: ['service/content/content.serializer.ts', 'service/content/representations/{formats,index-document}.ts'],
    specs: [
      'service/content/content.serializer.spec.ts',
      'service/content/representations/{formats,index-document}.spec.ts',
    ],
  },
  {
    name: 'YAML',
    sources: ['service/content/representations/yaml-document.ts'],
    specs: ['service/content/representations/yaml-document.spec.ts'],
  },
  {
    name: 'content copies',
    sources: ['service/content/content-copy.ts'],
    specs: ['service/content/content-copy.spec.ts'],
  },
  {
    name: 'answers',
    sources: ['service/http/answers/{answer-cache,prepared-answer}.ts'],
    specs: ['service/http/answers/answer-cache.spec.ts', 'service/http/answers/*.e2e-spec.ts'],
  },
  {
    name: 'conditions and codings',
    sources: ['service/http/answers/{kept-answers,conditional,content-coding,http-date,etag}.ts'],
    specs: ['service/http/answers/{kept-answers,conditional,content-coding,etag}.spec.ts'],
  },
  {
    name: 'access',
    sources: ['service/access/{access,api-keys,key-registry,devices,roles,sessions,sealed-cookies,oidc}.ts'],
    specs: [
      'service/access/{access,api-keys,key-registry,devices,roles,sessions,sealed-cookies,oidc}.spec.ts',
      'service/access/access.e2e-spec.ts',
    ],
  },
  {
    name: 'managed keys and audit log',
    sources: ['service/access/{managed-keys,audit-log}.ts'],
    specs: ['service/access/{managed-keys,audit-log}.e2e-spec.ts'],
  },
  {
    name: 'ticket stores',
    sources: [
      'service/ticket-queue/stores/{ticket-store,create-store}.ts',
      'service/ticket-queue/stores/{redis.ticket-store,redis-ticket,redis-scripts}.ts',
      'service/ticket-queue/stores/{sqlite.ticket-store,sqlite-reads,sqlite-group-commit}.ts',
    ],
    specs: ['service/ticket-queue/stores/*.e2e-spec.ts'],
  },
  {
    name: 'SQLite writes',
    sources: ['service/ticket-queue/stores/{sqlite-writes,sqlite.worker,sqlite-schema,moved}.ts'],
    specs: ['service/ticket-queue/stores/{ticket-store,ticket-store-limits}.e2e-spec.ts'],
    elsewhere: true,
  },
  {
    name: 'Redis connections',
    sources: ['service/common/redis/*.ts'],
    specs: ['service/common/redis/*.e2e-spec.ts'],
  },
  {
    name: 'mirror and statistics',
    sources: [
      'service/ticket-queue/{queue.mirror,queue-follower,queue-snapshots,follow-pace,queue-statistics,recent-events,restoration-mark,coalesced,signer}.ts',
    ],
    specs: ['service/ticket-queue/*.spec.ts', 'service/ticket-queue/queue.mirror*.e2e-spec.ts'],
  },
  {
    name: 'queue events',
    sources: ['service/ticket-queue/queue.events.ts'],
    specs: ['service/ticket-queue/{queue-events,event-stream-reservations}.e2e-spec.ts'],
  },
  {
    name: 'policy on pods',
    sources: ['charts/policy/pod-security.ts'],
    specs: ['charts/policy/pod-security.spec.ts'],
  },
  {
    name: 'policy on safeguards',
    sources: ['charts/policy/deployment-safeguards.ts'],
    specs: ['charts/policy/deployment-safeguards.spec.ts'],
  },
  {
    name: 'policy on workloads',
    sources: ['charts/policy/workload-rules.ts'],
    specs: ['charts/policy/workload-rules.spec.ts'],
  },
  {
    name: 'policy on relations',
    sources: ['charts/policy/{relation-rules,disruption-budget}.ts'],
    specs: ['charts/policy/{relation-rules,disruption-budget,network-policy-peers,exposure-rules}.spec.ts'],
  },
  {
    name: 'policy on the cluster',
    sources: ['charts/policy/{exposure-rules,cluster-rules}.ts'],
    specs: ['charts/policy/{exposure-rules,cluster-rules}.spec.ts'],
  },
  {
    name: 'policy on objects',
    sources: ['charts/policy/{kubernetes-object,quantity,rule}.ts'],
    specs: ['charts/policy/{kubernetes-object,quantity,pod-security,relation-rules}.spec.ts'],
  },
  {
    name: 'policy check',
    sources: ['charts/policy/check-policy.ts'],
    specs: ['charts/policy/check-policy.spec.ts'],
  },
  {
    name: 'diff',
    sources: ['charts/diff/*.ts'],
    specs: ['charts/diff/*.spec.ts'],
  },
  {
    name: 'delivery',
    sources: ['tools/delivery/{git,images,promote,promotions,rollback}.ts'],
    specs: ['tools/delivery/promotions.spec.ts'],
    elsewhere: true,
  },
  {
    name: 'licences',
    sources: ['tools/release/licences.ts'],
    specs: ['tools/release/licences.spec.ts'],
    elsewhere: true,
  },
];

/** The minimum percentage of an area's mutants that its specs must kill. */
export const MINIMUM_SCORE = 85;
