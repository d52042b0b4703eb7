import { content } from './content/content.feature.ts';
import { ticketQueue } from './ticket-queue/ticket-queue.feature.ts';

/** The features of the service, in the order of the menu: the only list of them. */
export const FEATURES = [content, ticketQueue] as const;

/** A word of the setting FEATURES. */
export type FeatureName = (typeof FEATURES)[number]['name'];
