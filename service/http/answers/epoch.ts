import { BUILD } from '../../common/build.ts';
import type { SettingGroup } from '../../config/settings.ts';
import { digest } from './etag.ts';

/** A text that changes with whatever changes what is answered: what is running, and the settings that their groups name. */
export function epochOf(config: Readonly<Record<string, unknown>>, groups: readonly SettingGroup[]): string {
  const values = groups.flatMap(({ changesAnswers = [] }) => changesAnswers.map((name) => [name, config[name]]));
  return digest(BUILD.version, BUILD.revision, JSON.stringify(values));
}
