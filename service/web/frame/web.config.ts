import { choice, text, timeZone } from '../../config/setting-types.ts';
import type { SettingGroup, SettingValues } from '../../config/settings.ts';

/** The variables of the pages. */
export const webSettings = {
  title: 'Pages',
  settings: {
    WEB_TITLE: text('Name of the kiosk, in the header and title of every page.', 'a text that is not blank', 'Kiosque'),
    WEB_DEFAULT_LANGUAGE: choice(
      'Language of readers whose Accept-Language names neither French nor English.',
      ['fr', 'en'],
      'fr',
    ),
    WEB_TIME_ZONE: timeZone(
      'Time zone of dates on the pages: when a day starts and what "today" means.',
      'Europe/Paris',
    ),
  },
} as const satisfies SettingGroup;

/** The values of the pages' variables. */
export type WebConfig = SettingValues<typeof webSettings.settings>;
