import { BUILD } from '../../common/build.ts';
import type { SettingGroup } from '../../config/settings.ts';
import { digest } from './etag.ts';

/** Returns a digest of everything that changes responses: the build, and the settings in `changesAnswers` of each group. */
export function epochOf(config: Readonly<Record<string, unknown>>, groups: readonly SettingGroup[]): string {
  const values = groups.flatMap(({ changesAnswers = [] }) => changesAnswers.map((name) => [name, config[name]]));
  return digest(BUILD.version, BUILD.revision, JSON.stringify(values));
}
