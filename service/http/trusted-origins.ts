import type { ServerConfig } from '../config/server.config.ts';

/** Origins beside the process's own whose pages may change something: that of PUBLIC_URL, under which people reach it. */
export function trustedOrigins({ PUBLIC_URL: publicUrl }: Pick<ServerConfig, 'PUBLIC_URL'>): readonly string[] {
  return publicUrl === undefined ? [] : [new URL(publicUrl).origin];
}
