import * as z from 'zod';
import { FINDING_KINDS } from './finding.ts';
import type { Finding } from './finding.ts';

const time = z.number();
const count = z.int().min(0);

/** A finding as it is stored and backed up: what is undefined is missing. */
const STORED = z.object({
  id: z.string().min(1),
  kind: z.enum(FINDING_KINDS),
  patterns: z.array(z.string()),
  level: z.enum(['attempt', 'attack']),
  reason: z.string().optional(),
  source: z.string(),
  first: time,
  last: time,
  count,
  hours: z.record(z.string(), count),
  score: z.number(),
  targets: z.array(z.string()),
  users: z.array(z.string()),
  evidence: z.array(z.object({ time, origin: z.string(), line: z.string() })),
  virus: z.object({ path: z.string(), signature: z.string() }).optional(),
});

/** Reads a finding of a backup. */
export const FINDING = STORED.transform(({ reason, virus, ...finding }): Finding => ({ ...finding, reason, virus }));
