import * as z from 'zod';
import { FINDING_KINDS } from '../findings/finding.ts';

const moment = z.iso.datetime();
const count = z.int().min(0);
const level = z.enum(['attempt', 'attack']);
const kind = z.enum(FINDING_KINDS);
const range = z.object({ from: moment, to: moment });
const totals = z
  .object({ attacks: count, attempts: count, viruses: count, hits: count })
  .meta({ id: 'SecurityTotals', description: 'Findings by level, infected files, and hits of all of them.' });
const named = z.array(z.object({ name: z.string(), hits: count }));

/** Response of `GET /api/security/report`. */
export const REPORT = z
  .object({
    range,
    previous: range.meta({ description: 'The range before, of the same length.' }),
    totals,
    previousTotals: totals,
    kinds: z.array(z.object({ kind, attacks: count, attempts: count, hits: count, previousHits: count })),
    intervals: z
      .array(z.object({ start: moment, attacks: count, attempts: count }))
      .meta({ description: 'Hits over time.' }),
    sources: z.array(
      z.object({
        source: z.string().meta({ description: 'Shortened to its network without the scope security.' }),
        kinds: z.array(kind),
        level,
        hits: count,
        score: z.number(),
        first: moment,
        last: moment,
      }),
    ),
    networks: named.meta({ description: '/24 for IPv4, /48 for IPv6.' }),
    targets: named,
    users: named.meta({ description: 'Accounts tried; empty without the scope security.' }),
    viruses: z.array(
      z.object({ signature: z.string(), hits: count, files: count, places: z.array(z.string()), last: moment }),
    ),
  })
  .meta({ id: 'SecurityReport' });

/** A finding with its evidence. */
export const FINDING = z
  .object({
    id: z.string(),
    kind,
    patterns: z.array(z.string()),
    level,
    reason: z.string().optional().meta({ description: 'Why it is an attack.' }),
    source: z.string(),
    first: moment,
    last: moment,
    count,
    score: z.number(),
    targets: z.array(z.string()),
    users: z.array(z.string()),
    virus: z.object({ path: z.string(), signature: z.string() }).optional(),
    evidence: z.array(z.object({ time: moment, origin: z.string(), line: z.string() })),
  })
  .meta({ id: 'SecurityFinding' });

/** Response of `GET /api/security/findings`. */
export const FINDING_LIST = z.object({ total: count, findings: z.array(FINDING) }).meta({ id: 'SecurityFindingList' });

/** Response of an erasure. */
export const ERASURE = z
  .object({ erased: count.meta({ description: 'Number of findings deleted.' }) })
  .meta({ id: 'Erasure' });

/** Type of {@link REPORT}. */
export type ReportView = z.infer<typeof REPORT>;

/** Type of {@link FINDING}. */
export type FindingView = z.infer<typeof FINDING>;
