import { z } from 'zod';
import type { Listed, Repository } from './registry.ts';
import { run } from './run.ts';

const metadata = z.object({
  digest: z.string().regex(/^sha256:[\da-f]{64}$/),
  tags: z.array(z.string()).nullish(),
  createdTime: z.coerce.date(),
  lastUpdateTime: z.coerce.date(),
  changeableAttributes: z.object({ deleteEnabled: z.boolean() }),
});

/** Returns a repository of an Azure Container Registry, read and changed with az. */
export function acr(name: string): Repository {
  const [, registry = '', path = ''] = /^([a-z0-9]+)\.azurecr\.io\/(.+)$/.exec(name) ?? [];
  const which = (digest?: string) => [
    ...['--registry', registry],
    ...['--name', digest === undefined ? path : `${path}@${digest}`],
    '--only-show-errors',
  ];
  return {
    name,
    concurrency: 2,
    async list(): Promise<Listed[]> {
      const text = await run('az', 'acr', 'manifest', 'list-metadata', ...which(), '--output', 'json');
      return z
        .array(metadata)
        .parse(JSON.parse(text))
        .map(({ digest, tags, createdTime, lastUpdateTime, changeableAttributes }) => ({
          digest,
          tags: tags ?? [],
          changed: new Date(Math.max(createdTime.getTime(), lastUpdateTime.getTime())),
          locked: !changeableAttributes.deleteEnabled,
          remove: async () => {
            await run('az', 'acr', 'manifest', 'delete', ...which(digest), '--yes');
          },
        }));
    },
    async read(digest): Promise<string> {
      return await run('az', 'acr', 'manifest', 'show', ...which(digest), '--raw');
    },
  };
}
