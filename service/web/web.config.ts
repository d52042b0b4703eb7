import { choice, text } from '../config/setting-types.ts';
import type { SettingGroup, SettingValues } from '../config/settings.ts';

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

function timeZone(summary: string, fallback: string): ReturnType<typeof text> {
  const setting = text(summary, 'an IANA time zone such as Europe/Paris', fallback);
  return { ...setting, schema: setting.schema.refine(isTimeZone) };
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
