import { z } from 'zod';
import type { Listed, Repository } from './registry.ts';
import { run } from './run.ts';

const version = z.object({
  id: z.number(),
  name: z.string().regex(/^sha256:[\da-f]{64}$/),
  created_at: z.coerce.date(),
  updated_at: z.coerce.date(),
  metadata: z.object({ container: z.object({ tags: z.array(z.string()) }) }),
});

const ACCEPT = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.docker.distribution.manifest.v2+json',
].join(', ');

/** Returns a repository of GitHub's registry: listed and deleted with gh, because the registry itself does neither. */
export function ghcr(name: string): Repository {
  const [, owner = '', path = ''] = /^ghcr\.io\/([^/]+)\/(.+)$/.exec(name) ?? [];
  let token: Promise<string> | undefined;
  return {
    name,
    concurrency: 8,
    async list(): Promise<Listed[]> {
      const type = (await run('gh', 'api', `users/${owner}`, '--jq', '.type')).trim();
      const versions = `${type === 'Organization' ? 'orgs' : 'users'}/${owner}/packages/container/${encodeURIComponent(path)}/versions`;
      const lines = await run('gh', 'api', '--paginate', `${versions}?per_page=100`, '--jq', '.[]');
      return lines
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => version.parse(JSON.parse(line)))
        .map((each) => ({
          digest: each.name,
          tags: each.metadata.container.tags,
          changed: new Date(Math.max(each.created_at.getTime(), each.updated_at.getTime())),
          locked: false,
          remove: async () => {
            await run('gh', 'api', '--method', 'DELETE', `${versions}/${String(each.id)}`);
          },
        }));
    },
    async read(digest): Promise<string> {
      token ??= pullToken(owner, path);
      const headers = { authorization: `Bearer ${await token}`, accept: ACCEPT };
      return await get(`https://ghcr.io/v2/${owner}/${path}/manifests/${digest}`, headers);
    },
  };
}

/** https://distribution.github.io/distribution/spec/auth/token/ */
async function pullToken(owner: string, path: string): Promise<string> {
  const secret = process.env['GH_TOKEN'] ?? (await run('gh', 'auth', 'token')).trim();
  const authorization = `Basic ${Buffer.from(`${owner}:${secret}`).toString('base64')}`;
  const scope = encodeURIComponent(`repository:${owner}/${path}:pull`);
  const text = await get(`https://ghcr.io/token?service=ghcr.io&scope=${scope}`, { authorization });
  return z.object({ token: z.string().min(1) }).parse(JSON.parse(text)).token;
}

async function get(url: string, headers: Record<string, string>): Promise<string> {
  const { origin, pathname } = new URL(url);
  const response = await fetch(url, { headers, signal: AbortSignal.timeout(30_000) }).catch((error: unknown) => {
    throw new Error(`${origin}${pathname} could not be read: ${String((error as Error).cause ?? error)}`);
  });
  if (!response.ok) throw new Error(`${origin}${pathname} returned ${String(response.status)}`);
  return await response.text();
}
