import { readFile } from 'node:fs/promises';
import { Inject, Injectable } from '@nestjs/common';
import type { OnModuleInit } from '@nestjs/common';
import { digest } from '../../http/answers/etag.ts';
import type { Representation } from '../../http/answers/representation.ts';
import { staticFile } from '../../http/answers/static-file.ts';
import { ProblemError } from '../../http/problems/problem.ts';
import { PAGE_HEADERS } from '../../http/security-headers.ts';
import { BASE_PATH } from '../../common/tokens.ts';
import { ASSETS_DIRECTORY } from './web.tokens.ts';

const [CSS, JS] = ['text/css; charset=utf-8', 'text/javascript; charset=utf-8'];

const FILES = {
  'style.css': CSS,
  'queue.css': CSS,
  'access.css': CSS,
  'operations.css': CSS,
  'charts.css': CSS,
  'security.css': CSS,
  'live.js': JS,
  'queue-stream.js': JS,
  'queue-requests.js': JS,
  'queue-ticket.js': JS,
  'queue-kiosk.js': JS,
  'queue-display.js': JS,
  'queue-desk.js': JS,
  'queue-supervisor.js': JS,
  'icon.svg': 'image/svg+xml',
} as const;

/** Name of an asset. */
export type AssetName = keyof typeof FILES;

export const ASSET_NAMES = Object.keys(FILES) as readonly AssetName[];

/** Assets of the pages. Their URLs contain a digest of the content, so that they can be cached for a year. */
@Injectable()
export class Assets implements OnModuleInit {
  readonly #digests = new Map<string, string>();

  constructor(
    @Inject(ASSETS_DIRECTORY) private readonly directory: URL,
    @Inject(BASE_PATH) private readonly basePath: string,
  ) {}

  async onModuleInit(): Promise<void> {
    for (const name of ASSET_NAMES) {
      this.#digests.set(name, digest(await readFile(new URL(name, this.directory))).slice(0, 10));
    }
  }

  /** Returns the URL of a file. */
  address(name: AssetName): string {
    return `${this.basePath}/assets/${name}?v=${this.#digests.get(name) ?? ''}`;
  }

  /** Whether a version, as in URLs, is the current one. */
  isCurrent(name: string, version: string | null): boolean {
    return version !== null && version === this.#digests.get(name);
  }

  /**
   * Returns a file; URLs of the current version can be cached for a year.
   *
   * @throws ProblemError if there is no such file.
   */
  async file(route: string, name: string, isCurrent: boolean): Promise<Representation> {
    if (!Object.hasOwn(FILES, name)) throw new ProblemError('not-found', `There is no file ${JSON.stringify(name)}.`);
    const cacheControl = isCurrent ? 'public, max-age=31536000, immutable' : 'public, max-age=300';
    return await staticFile(route, new URL(name, this.directory), FILES[name as AssetName], PAGE_HEADERS, cacheControl);
  }
}
