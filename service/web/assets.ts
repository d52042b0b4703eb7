import { readFile } from 'node:fs/promises';
import { Inject, Injectable } from '@nestjs/common';
import type { OnModuleInit } from '@nestjs/common';
import { digest } from '../common/answers/etag.ts';
import type { Representation } from '../common/answers/representation.ts';
import { staticFile } from '../common/answers/static-file.ts';
import { ProblemError } from '../common/problems/problem.ts';
import { PAGE_HEADERS } from '../common/security-headers.ts';
import type { AssetAddresses } from './page-context.ts';
import { ASSETS_DIRECTORY } from './web.tokens.ts';

const FILES: Readonly<Record<string, string>> = {
  'style.css': 'text/css; charset=utf-8',
  'live.js': 'text/javascript; charset=utf-8',
  'icon.svg': 'image/svg+xml',
};

/** The files that pages load. Their addresses carry a digest of the content, so caches may keep them for a year. */
@Injectable()
export class Assets implements OnModuleInit {
  private readonly digests = new Map<string, string>();

  constructor(@Inject(ASSETS_DIRECTORY) private readonly directory: URL) {}

  async onModuleInit(): Promise<void> {
    for (const name of Object.keys(FILES)) {
      this.digests.set(name, digest(await readFile(new URL(name, this.directory))).slice(0, 10));
    }
  }

  addresses(): AssetAddresses {
    return { style: this.address('style.css'), script: this.address('live.js'), icon: this.address('icon.svg') };
  }

  /**
   * A file; `version` is the digest in its address.
   *
   * @throws ProblemError when there is no such file.
   */
  async file(route: string, name: string, version: string | null): Promise<Representation> {
    const mediaType = FILES[name];
    if (mediaType === undefined) throw new ProblemError('not-found', `There is no file ${JSON.stringify(name)}.`);
    const cacheControl =
      version === this.digests.get(name) ? 'public, max-age=31536000, immutable' : 'public, max-age=300';
    return await staticFile(route, new URL(name, this.directory), mediaType, PAGE_HEADERS, cacheControl);
  }

  private address(name: string): string {
    return `/assets/${name}?v=${this.digests.get(name) ?? ''}`;
  }
}
