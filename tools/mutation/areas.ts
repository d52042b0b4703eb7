/** A part of the code, and the specs that must detect changes in it. */
export interface Area {
  /** Its name in reports. */
  readonly name: string;
  /** The source files, as globs relative to the repository; specs are excluded. */
  readonly sources: readonly string[];
  /** The specs, as globs: only those that run in seconds, because every mutant runs them again. */
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
    sources: [
      'service/content/{content-copy,content.serializer}.ts',
      'service/content/representations/*.ts',
      'service/http/answers/*.ts',
    ],
    specs: [
      'service/content/content-copy.spec.ts',
      'service/content/representations/*.spec.ts',
      'service/http/answers/*.spec.ts',
      'service/http/answers/prepared-answer.e2e-spec.ts',
    ],
  },
  {
    name: 'access',
    sources: ['service/access/*.ts'],
    specs: ['service/access/*.{spec,e2e-spec}.ts'],
  },
  {
    name: 'ticket stores',
    sources: ['service/ticket-queue/stores/*.ts', 'service/common/redis/*.ts'],
    specs: ['service/ticket-queue/stores/*.e2e-spec.ts', 'service/common/redis/*.e2e-spec.ts'],
    elsewhere: true,
  },
  {
    name: 'mirror and statistics',
    sources: [
      'service/ticket-queue/{queue.mirror,queue-follower,queue-snapshots,follow-pace,queue.events,queue-statistics,recent-events,restoration-mark,coalesced,signer}.ts',
    ],
    specs: ['service/ticket-queue/*.spec.ts', 'service/ticket-queue/{queue-events,queue.mirror}.e2e-spec.ts'],
  },
  {
    name: 'policy',
    sources: ['charts/policy/*.ts'],
    specs: ['charts/test/policy.spec.ts', 'charts/policy/*.spec.ts'],
  },
  {
    name: 'diff',
    sources: ['charts/diff/*.ts'],
    specs: ['charts/diff/*.spec.ts'],
  },
  {
    name: 'delivery',
    sources: ['tools/delivery/*.ts', 'tools/release/*.ts'],
    specs: ['tools/delivery/delivery.spec.ts', 'tools/release/licences.spec.ts'],
    elsewhere: true,
  },
];

/** The minimum percentage of an area's mutants that its specs must kill. */
export const MINIMUM_SCORE = 85;
