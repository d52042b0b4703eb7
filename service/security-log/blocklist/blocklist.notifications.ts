import type { Notification } from '../../notifications/representations/render.ts';
import type { HeldBack, Pending } from './store/blocklist-store.ts';

/** Languages of messages. */
export type MessageLanguage = 'en' | 'fr';

/** Rows of each list. */
const ROWS = 10;

const TEXTS = {
  en: {
    added: (count: number) => `Blocklist: ${String(count)} new ${count === 1 ? 'entry' : 'entries'}`,
    reasons: 'By reason:',
    networks: 'Networks with the most entries:',
    held: 'Blocklist: held back, because it grows too much',
    growth: ({ entries, added }: HeldBack) =>
      `The new list has ${String(entries)} entries, of which ${String(added)} are not published.`,
    release:
      'Published entries stay as they are. Look at the page /security/blocklist, and release the list if it is right.',
  },
  fr: {
    added: (count: number) =>
      `Liste de blocage : ${String(count)} ${count === 1 ? 'nouvelle entrée' : 'nouvelles entrées'}`,
    reasons: 'Par raison :',
    networks: 'Réseaux avec le plus d’entrées :',
    held: 'Liste de blocage : retenue, car elle grandit trop',
    growth: ({ entries, added }: HeldBack) =>
      `La nouvelle liste a ${String(entries)} entrées, dont ${String(added)} ne sont pas publiées.`,
    release:
      'Les entrées publiées restent en place. Consultez la page /security/blocklist et publiez la liste si elle est correcte.',
  },
} as const;

/** The message about new entries. Its readers may not have the scope `security`, so it contains networks instead of addresses. */
export function addedMessage({ count, reasons, networks }: Pending, language: MessageLanguage): Notification {
  const texts = TEXTS[language];
  return {
    subject: texts.added(count),
    blocks: [texts.reasons, rows(reasons), texts.networks, rows(networks)],
  };
}

/** The message about a list that is held back. */
export function heldMessage(held: HeldBack, language: MessageLanguage): Notification {
  const texts = TEXTS[language];
  return { subject: texts.held, blocks: [texts.growth(held), texts.release] };
}

function rows(table: Readonly<Record<string, number>>): readonly string[] {
  return Object.entries(table)
    .sort(([left, m], [right, n]) => n - m || (left < right ? -1 : 1))
    .slice(0, ROWS)
    .map(([name, count]) => `${name}: ${String(count)}`);
}
