import * as z from 'zod';

const localized = z.object({ en: z.string(), fr: z.string() });

const cell = z.union([z.string(), z.number(), z.null()]);

const table = z.object({
  id: z.string(),
  title: localized,
  columns: z.array(
    z.object({
      title: localized,
      kind: z.enum(['text', 'number', 'time', 'seconds', 'state']),
      chart: z.boolean().optional(),
    }),
  ),
  rows: z.array(z.array(cell)),
});

const series = z.object({ id: z.string(), title: localized, points: z.array(z.tuple([z.number(), z.number()])) });

/** State of a process. Other versions may store another shape, which is ignored. */
export const PROCESS_STATE = z.object({
  id: z.string(),
  name: z.string(),
  at: z.number(),
  startedAt: z.number(),
  version: z.string(),
  revision: z.string(),
  node: z.string(),
  components: z.array(z.object({ name: z.string(), status: z.string(), message: z.string() })),
  tables: z.array(table),
  history: z.array(series),
  limits: z.array(z.object({ limit: z.string(), count: z.number() })),
  problems: z.array(
    z.object({
      at: z.number(),
      status: z.number(),
      code: z.string(),
      method: z.string(),
      route: z.string(),
      requestId: z.string(),
    }),
  ),
});

/** What the operations page shows of a process; times are in milliseconds since the epoch. */
export type ProcessState = z.infer<typeof PROCESS_STATE>;

/** A table that a feature contributes. The first cell of a row identifies it: of equal rows of replicas, the latest is shown. */
export type OperationsTable = z.infer<typeof table>;

/** Values over the last hour: pairs of time and value. */
export type Series = z.infer<typeof series>;

/** A value that is recorded every minute. */
export interface Gauge {
  /** Unique among features; equal ones of replicas are shown once. */
  readonly id: string;
  readonly title: Series['title'];
  readonly value: number;
}

/** What a feature contributes to the operations page. */
export interface FeatureOperations {
  /** Its tables, from what the process knows: never waits for a dependency. */
  tables(): readonly OperationsTable[];
  /** Values to record every minute. */
  gauges(): readonly Gauge[];
}
