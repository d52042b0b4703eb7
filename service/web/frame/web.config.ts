import { choice, text, timeZone } from '../../config/setting-types.ts';
import { settingGroup } from '../../config/settings.ts';
import type { SettingValues } from '../../config/settings.ts';

/** The variables of the pages. */
export const webSettings = settingGroup({
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
  changesAnswers: ['WEB_TITLE', 'WEB_DEFAULT_LANGUAGE', 'WEB_TIME_ZONE'],
});

/** The values of the pages' variables. */
export type WebConfig = SettingValues<typeof webSettings.settings>;
