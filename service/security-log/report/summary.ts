import type { Notification } from '../../notifications/representations/render.ts';
import { shortened } from './network-of.ts';
import type { Report } from './report.ts';

/** How much time a summary is about. */
export type Period = 'day' | 'week';

/** Languages of summaries. */
export type SummaryLanguage = 'en' | 'fr';

/** Rows of each list. */
const ROWS = 5;

const TEXTS = {
  en: {
    subject: { day: 'Security: the last day', week: 'Security: the last week' },
    total: (now: string, before: string) => `${now} (the time before: ${before})`,
    counts: (attacks: number, attempts: number, viruses: number) =>
      `Attacks: ${String(attacks)}, attempts: ${String(attempts)}, infected files: ${String(viruses)}`,
    kinds: 'By kind, in hits:',
    sources: 'Networks with the most hits:',
    viruses: 'Viruses:',
    files: (files: number) => `${String(files)} ${files === 1 ? 'file' : 'files'}`,
    nothing: 'Nothing was found.',
    report: 'Report',
  },
  fr: {
    subject: { day: 'Sécurité : le dernier jour', week: 'Sécurité : la dernière semaine' },
    total: (now: string, before: string) => `${now} (la période précédente : ${before})`,
    counts: (attacks: number, attempts: number, viruses: number) =>
      `Attaques : ${String(attacks)}, tentatives : ${String(attempts)}, fichiers infectés : ${String(viruses)}`,
    kinds: 'Par type, en faits :',
    sources: 'Réseaux avec le plus de faits :',
    viruses: 'Virus :',
    files: (files: number) => `${String(files)} ${files === 1 ? 'fichier' : 'fichiers'}`,
    nothing: 'Rien n’a été constaté.',
    report: 'Rapport',
  },
} as const;

/**
 * Returns the summary of a report for mail and chat. Its readers may not have the scope `security`, so it contains networks
 * instead of addresses, and neither accounts nor paths.
 *
 * @param url address of the report; no link if omitted.
 */
export function summary(
  report: Report,
  { period, language, url }: { readonly period: Period; readonly language: SummaryLanguage; readonly url?: string },
): Notification {
  const texts = TEXTS[language];
  const { totals, previousTotals, kinds } = report;
  const counts = ({ attacks, attempts, viruses }: Report['totals']): string => texts.counts(attacks, attempts, viruses);
  const link = url === undefined ? [] : [{ text: texts.report, url }];
  const total = texts.total(counts(totals), counts(previousTotals));
  if (totals.hits === 0) return { subject: texts.subject[period], blocks: [texts.nothing, total, ...link] };
  return {
    subject: texts.subject[period],
    blocks: [
      total,
      ...list(
        texts.kinds,
        kinds.filter(({ hits }) => hits > 0).map(({ kind, hits }) => `${kind}: ${String(hits)}`),
      ),
      ...list(texts.sources, networksOf(report)),
      ...list(
        texts.viruses,
        report.viruses.map(({ signature, files }) => `${signature}: ${texts.files(files)}`),
      ),
      ...link,
    ],
  };
}

function list(title: string, rows: readonly string[]): (string | readonly string[])[] {
  return rows.length === 0 ? [] : [title, rows.slice(0, ROWS)];
}

/** Host names and accounts are left out: only networks can be told to everyone. */
function networksOf({ networks }: Report): readonly string[] {
  const known = networks.map(({ name, hits }) => [shortened(name.replace(/\/\d+$/, '')), hits] as const);
  return known.filter(([network]) => network !== '…').map(([network, hits]) => `${network}: ${String(hits)}`);
}
