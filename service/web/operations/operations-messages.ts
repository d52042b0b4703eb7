import type { Language } from '../frame/language.ts';

const en = {
  title: 'Operations',
  help: 'The state of the processes that share a Redis, as they reported it in the last minute.',
  incomplete: 'Redis is not responding: only this process is shown.',
  refresh: 'Refresh',
  processes: 'Processes',
  components: 'Components',
  limits: 'Limits reached since the start',
  problems: 'Recent server errors',
  history: 'The last hour',
  none: 'None.',
  process: 'Process',
  instance: 'Instance',
  version: 'Version',
  revision: 'Revision',
  node: 'Node.js',
  started: 'Started',
  reported: 'Last report',
  component: 'Component',
  state: 'State',
  details: 'Details',
  limit: 'Limit',
  count: 'Count',
  time: 'Time',
  status: 'Status',
  code: 'Problem',
  route: 'Route',
  requestId: 'Request id',
  value: 'Value',
  values: 'Values',
  states: { up: 'OK', degraded: 'Degraded', down: 'Down', stale: 'Stale', absent: 'No document', on: 'On', off: 'Off' },
};

/** Texts of the operations page in one language. */
export type OperationsMessages = typeof en;

const fr: OperationsMessages = {
  title: 'Exploitation',
  help: 'L’état des processus qui partagent un Redis, tel qu’ils l’ont signalé pendant la dernière minute.',
  incomplete: 'Redis ne répond pas : seul ce processus est affiché.',
  refresh: 'Actualiser',
  processes: 'Processus',
  components: 'Composants',
  limits: 'Limites atteintes depuis le démarrage',
  problems: 'Dernières erreurs du serveur',
  history: 'La dernière heure',
  none: 'Aucune.',
  process: 'Processus',
  instance: 'Instance',
  version: 'Version',
  revision: 'Révision',
  node: 'Node.js',
  started: 'Démarré',
  reported: 'Dernier signal',
  component: 'Composant',
  state: 'État',
  details: 'Détails',
  limit: 'Limite',
  count: 'Nombre',
  time: 'Heure',
  status: 'Statut',
  code: 'Problème',
  route: 'Route',
  requestId: 'Identifiant de requête',
  value: 'Valeur',
  values: 'Valeurs',
  states: {
    up: 'OK',
    degraded: 'Dégradé',
    down: 'En panne',
    stale: 'Périmé',
    absent: 'Aucun document',
    on: 'Activé',
    off: 'Désactivé',
  },
};

export const OPERATIONS_MESSAGES: Readonly<Record<Language, OperationsMessages>> = { en, fr };

/** Title of the page in menus. */
export const OPERATIONS_TITLE = { en: en.title, fr: fr.title };
