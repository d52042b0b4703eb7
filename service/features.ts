import { content } from './content/content.feature.ts';
import { securityLog } from './security-log/security-log.feature.ts';
import { ticketQueue } from './ticket-queue/ticket-queue.feature.ts';

/** The features of the service, in menu order. */
export const FEATURES = [content, ticketQueue, securityLog] as const;

/** A value of the FEATURES setting. */
export type FeatureName = (typeof FEATURES)[number]['name'];
