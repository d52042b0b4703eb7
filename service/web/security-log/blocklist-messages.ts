import type { Decision } from '../../security-log/blocklist/decision.ts';
import type { BlocklistEntry } from '../../security-log/blocklist/entry.ts';
import type { Language } from '../frame/language.ts';

type Kind = Decision['kind'];
type Origin = BlocklistEntry['origin'];

const KINDS_EN: Readonly<Record<Kind, string>> = { block: 'Block', allow: 'Allow', unblock: 'Unblock' };
const KINDS_FR: Readonly<Record<Kind, string>> = { block: 'Bloquer', allow: 'Autoriser', unblock: 'Débloquer' };
const HELP_EN: Readonly<Record<Kind, string>> = {
  block: 'lists the network',
  allow: 'keeps it off the list, whatever is found',
  unblock: 'takes it off the list for a time',
};
const HELP_FR: Readonly<Record<Kind, string>> = {
  block: 'met le réseau sur la liste',
  allow: 'le garde hors de la liste, quoi qu’il arrive',
  unblock: 'le retire de la liste pour un temps',
};
const ORIGINS_EN: Readonly<Record<Origin, string>> = { detector: 'Detectors', manual: 'Manual' };
const ORIGINS_FR: Readonly<Record<Origin, string>> = { detector: 'Détecteurs', manual: 'Manuelle' };

const en = {
  title: 'Blocklist',
  state: (version: string, entries: string, built: string) => `Version ${version}, ${entries} entries, built ${built}.`,
  notBuilt: 'The list has not been built yet.',
  files: 'Files',
  filesHelp: 'If the list is signed, each file has its signature beside it, under the same name and .sig.',
  heldTitle: 'The list is held back',
  held: (entries: string, added: string, since: string) =>
    `The new list would grow too much: since ${since}, ${added} of its ${entries} entries are not published. What is published stays as it is.`,
  examples: (networks: string) => `Among them: ${networks}.`,
  release: 'Release the new list',
  entries: 'Entries',
  search: 'Address or network',
  find: 'Search',
  all: 'All entries',
  unknown: (text: string) => `“${text}” is not an address or a network such as 192.0.2.0/24.`,
  explained: (address: string) => `What is known about ${address}`,
  listed: 'It is on the list.',
  notListed: 'It is not on the list.',
  neverListed: (reason: string) => `It is never listed: ${reason}.`,
  allowedBySettings: 'It is allowed by the settings.',
  heldBack: 'It is on the list that is held back.',
  decided: (kind: Kind, network: string, author: string, until: string) =>
    `${KINDS_EN[kind]} ${network}, decided by ${author}${until === '' ? '' : `, until ${until}`}.`,
  network: 'Network',
  reasons: 'Reasons',
  score: 'Score',
  firstSeen: 'First seen',
  lastSeen: 'Last seen',
  expires: 'Expires',
  never: 'never',
  origin: 'Origin',
  origins: ORIGINS_EN,
  shown: (first: string, last: string, total: string) => `${first} to ${last} of ${total} entries.`,
  next: 'Next entries',
  previous: 'Previous entries',
  noEntries: 'No entries.',
  decide: 'Decide about a network',
  kind: 'Decision',
  kinds: KINDS_EN,
  kindHelp: HELP_EN,
  networkHelp: 'An address, or a network such as 192.0.2.0/24.',
  reason: 'Reason',
  reasonHelp: 'In one line. The reason of a block is published with the list: write nothing personal.',
  days: 'Days',
  daysHelp: 'Empty: blocks and allows stay, unblocks end after the usual time.',
  submit: 'Decide',
  decisions: 'Decisions',
  author: 'Author',
  made: 'Made',
  until: 'Until',
  end: 'End',
  endLabel: (kind: Kind, network: string) => `End: ${KINDS_EN[kind]} ${network}`,
  noDecisions: 'No decisions.',
  actions: 'Actions',
};

/** Texts of the page of the blocklist in one language. */
export type BlocklistMessages = typeof en;

const fr: BlocklistMessages = {
  title: 'Liste de blocage',
  state: (version, entries, built) => `Version ${version}, ${entries} entrées, établie le ${built}.`,
  notBuilt: 'La liste n’a pas encore été établie.',
  files: 'Fichiers',
  filesHelp: 'Si la liste est signée, chaque fichier a sa signature à côté de lui, sous le même nom suivi de .sig.',
  heldTitle: 'La liste est retenue',
  held: (entries, added, since) =>
    `La nouvelle liste grandirait trop : depuis le ${since}, ${added} de ses ${entries} entrées ne sont pas publiées. Ce qui est publié reste en place.`,
  examples: (networks) => `Parmi elles : ${networks}.`,
  release: 'Publier la nouvelle liste',
  entries: 'Entrées',
  search: 'Adresse ou réseau',
  find: 'Rechercher',
  all: 'Toutes les entrées',
  unknown: (text) => `« ${text} » n’est pas une adresse ni un réseau tel que 192.0.2.0/24.`,
  explained: (address) => `Ce que l’on sait de ${address}`,
  listed: 'Elle est sur la liste.',
  notListed: 'Elle n’est pas sur la liste.',
  neverListed: (reason) => `Elle n’est jamais mise sur la liste : ${reason}.`,
  allowedBySettings: 'Elle est autorisée par les réglages.',
  heldBack: 'Elle est sur la liste retenue.',
  decided: (kind, network, author, until) =>
    `${KINDS_FR[kind]} ${network}, décidé par ${author}${until === '' ? '' : `, jusqu’au ${until}`}.`,
  network: 'Réseau',
  reasons: 'Raisons',
  score: 'Score',
  firstSeen: 'Premier',
  lastSeen: 'Dernier',
  expires: 'Expire',
  never: 'jamais',
  origin: 'Origine',
  origins: ORIGINS_FR,
  shown: (first, last, total) => `${first} à ${last} sur ${total} entrées.`,
  next: 'Entrées suivantes',
  previous: 'Entrées précédentes',
  noEntries: 'Aucune entrée.',
  decide: 'Décider d’un réseau',
  kind: 'Décision',
  kinds: KINDS_FR,
  kindHelp: HELP_FR,
  networkHelp: 'Une adresse, ou un réseau tel que 192.0.2.0/24.',
  reason: 'Raison',
  reasonHelp: 'En une ligne. La raison d’un blocage est publiée avec la liste : n’écrivez rien de personnel.',
  days: 'Jours',
  daysHelp: 'Vide : les blocages et les autorisations restent, les déblocages finissent après la durée habituelle.',
  submit: 'Décider',
  decisions: 'Décisions',
  author: 'Auteur',
  made: 'Prise',
  until: 'Jusqu’au',
  end: 'Terminer',
  endLabel: (kind, network) => `Terminer : ${KINDS_FR[kind]} ${network}`,
  noDecisions: 'Aucune décision.',
  actions: 'Actions',
};

/** Texts of the page of the blocklist. */
export const BLOCKLIST_MESSAGES: Readonly<Record<Language, BlocklistMessages>> = { en, fr };
