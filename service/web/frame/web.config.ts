import { choice, text, timeZone } from '../../config/setting-types.ts';
import { settingGroup } from '../../config/settings.ts';
import type { SettingValues } from '../../config/settings.ts';

/** Settings of the pages. */
export const webSettings = settingGroup({
  title: 'Pages',
  settings: {
    WEB_TITLE: text('Site name, in the header and title of every page.', 'a non-blank string', 'Kiosque'),
    WEB_DEFAULT_LANGUAGE: choice(
      'Language for clients whose Accept-Language contains neither French nor English.',
      ['fr', 'en'],
      'fr',
    ),
    WEB_TIME_ZONE: timeZone(
      'Time zone of dates on the pages; determines when a day starts and what "today" means.',
      'Europe/Paris',
    ),
  },
  changesAnswers: ['WEB_TITLE', 'WEB_DEFAULT_LANGUAGE', 'WEB_TIME_ZONE'],
});

/** Values of the page settings. */
export type WebConfig = SettingValues<typeof webSettings.settings>;
