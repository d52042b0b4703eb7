import * as z from 'zod';
import { DECISION_KINDS } from './decision.ts';
import { ENTRY_ORIGINS } from './entry.ts';

const count = z.int().min(0);
const moment = z.iso.datetime();
const day = z.iso.date();

/** An entry with its author. */
export const ENTRY = z
  .object({
    network: z.string(),
    origin: z.enum(ENTRY_ORIGINS),
    reasons: z.array(z.string()).meta({ description: 'Kinds of findings, and reasons of manual blocks.' }),
    score: z
      .number()
      .nullable()
      .meta({ description: 'Rounded down to 1, 2, 5, 10, 20, 50 or 100; null without findings.' }),
    firstSeen: day,
    lastSeen: day,
    expires: day.nullable().meta({ description: 'First day on which it is no longer valid (UTC); null if it stays.' }),
    author: z.string().optional().meta({ description: 'Author of a manual block.' }),
  })
  .meta({ id: 'BlocklistEntry' });

/** A decision. */
export const DECISION = z
  .object({
    id: count,
    kind: z.enum(DECISION_KINDS),
    network: z.string(),
    reason: z.string(),
    author: z.string(),
    made: moment,
    until: moment.nullable().meta({ description: 'When it ends; null if it stays.' }),
  })
  .meta({ id: 'BlocklistDecision' });

/** Response of the list of decisions. */
export const DECISIONS = z.object({ decisions: z.array(DECISION) }).meta({ id: 'BlocklistDecisions' });

/** Response of the list of entries. */
export const ENTRIES = z
  .object({
    version: count,
    built: moment.nullable().meta({ description: 'When this version was built; null before the first.' }),
    held: z
      .object({
        since: moment,
        entries: count,
        added: count,
        reasons: z.record(z.string(), count).meta({ description: 'Entries that are not published, by reason.' }),
        examples: z.array(z.string()).meta({ description: 'Some of their networks.' }),
      })
      .nullable()
      .meta({ description: 'A list that is held back because it grows too much; null if there is none.' }),
    total: count,
    entries: z.array(ENTRY),
  })
  .meta({ id: 'Blocklist' });

/** Response of a release. */
export const RELEASE = z.object({ version: count, entries: count }).meta({ id: 'BlocklistRelease' });

/** Response about one address. */
export const EXPLANATION = z
  .object({
    address: z.string(),
    listed: z.boolean(),
    entries: z.array(ENTRY).meta({ description: 'Entries that contain it.' }),
    neverListed: z.string().nullable().meta({ description: 'Why it is never listed; null if it can be.' }),
    allowedBySettings: z.boolean(),
    decisions: z.array(DECISION).meta({ description: 'Decisions in force about networks that contain it.' }),
    heldBack: z.boolean().meta({ description: 'Whether a list that is held back has it.' }),
  })
  .meta({ id: 'BlocklistExplanation' });
