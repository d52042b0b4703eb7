import { Inject, Injectable } from '@nestjs/common';
import { Limits } from '../http/limits.ts';
import { ProblemError } from '../http/problems/problem.ts';
import { toJson } from '../http/representations/json.ts';
import type { Item } from './collections/item.ts';
import { withList } from './collections/read-collection.ts';
import type { ContentCopy } from './content-copy.ts';
import { OFFLOAD } from './content.tokens.ts';
import type { Offload } from './worker/offload.ts';
import { WorkerLimitError } from './worker/worker-lane.ts';
import type { Format } from './representations/media-types.ts';
import { itemYaml, joinYaml } from './representations/yaml-document.ts';
import type { YamlParts } from './representations/yaml-document.ts';

/** Writes what a copy of a collection holds. YAML, which costs twenty times as much as JSON, is written once for each copy. */
@Injectable()
export class ContentSerializer {
  readonly #parts = new WeakMap<ContentCopy, Promise<YamlParts>>();

  constructor(
    @Inject(OFFLOAD) private readonly offload: Offload,
    private readonly limits: Limits,
  ) {}

  /** The document of a copy with these of its items in the place of its list. @throws ProblemError when too much is being written. */
  async list(copy: ContentCopy, items: readonly Item[], format: Format): Promise<Buffer> {
    if (format === 'json') {
      const values = items.map(({ value }) => value);
      return toJson(withList(copy.document, values));
    }
    const positions = items.map(({ position }) => position);
    return Buffer.from(joinYaml(await this.#yaml(copy), positions));
  }

  /** One item of a copy. @throws ProblemError when too much is being written. */
  async item(copy: ContentCopy, { value, position }: Item, format: Format): Promise<Buffer> {
    return format === 'json' ? toJson(value) : Buffer.from(itemYaml(await this.#yaml(copy), position));
  }

  #yaml(copy: ContentCopy): Promise<YamlParts> {
    let parts = this.#parts.get(copy);
    if (parts === undefined) {
      parts = this.offload.yaml(copy.document).catch((error: unknown) => {
        this.#parts.delete(copy);
        if (!(error instanceof WorkerLimitError)) throw error;
        this.limits.reached('renderings');
        throw new ProblemError('unavailable', `The document cannot be written as YAML now: ${error.message}.`, {
          headers: { 'Retry-After': '5' },
        });
      });
      this.#parts.set(copy, parts);
    }
    return parts;
  }
}
