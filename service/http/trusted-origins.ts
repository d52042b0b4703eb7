import type { ServerConfig } from '../config/server.config.ts';

/** Returns the origins whose pages may send unsafe requests, besides the process's own: that of PUBLIC_URL. */
export function trustedOrigins({ PUBLIC_URL: publicUrl }: Pick<ServerConfig, 'PUBLIC_URL'>): readonly string[] {
  return publicUrl === undefined ? [] : [new URL(publicUrl).origin];
}
