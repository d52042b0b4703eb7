import type { Estimate } from '../../../ticket-queue/representations/schemas.ts';
import type { QueueMessages } from '../queue-messages.ts';

/** Formats an estimate in whole minutes, at least one: `About 5 to 10 min`. */
export function estimateText({ fromSeconds, toSeconds }: Estimate, texts: QueueMessages): string {
  const minutes = (seconds: number): number => Math.max(1, Math.ceil(seconds / 60));
  return texts.estimate(minutes(fromSeconds), minutes(toSeconds));
}
