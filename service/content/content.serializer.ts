import { Inject, Injectable } from '@nestjs/common';
import { Limits } from '../http/limits.ts';
import { ProblemError } from '../http/problems/problem.ts';
import type { Collection } from './collections/collection.ts';
import type { ContentCopy } from './content-copy.ts';
import { OFFLOAD } from './content.tokens.ts';
import type { Offload } from './worker/offload.ts';
import { WorkerLimitError } from './worker/worker-lane.ts';
import type { Copy } from './representations/format.ts';
import type { YamlParts } from './representations/yaml-document.ts';

/** Provides the input of formats. YAML, which is twenty times as slow as JSON, is rendered once per copy. */
@Injectable()
export class ContentSerializer {
  readonly #parts = new WeakMap<ContentCopy, Promise<YamlParts>>();

  constructor(
    @Inject(OFFLOAD) private readonly offload: Offload,
    private readonly limits: Limits,
  ) {}

  /** Returns a copy of a collection for formats to serialize. */
  copy(collection: Collection, copy: ContentCopy): Copy {
    return { collection, document: copy.document, yaml: () => this.#yaml(copy) };
  }

  #yaml(copy: ContentCopy): Promise<YamlParts> {
    let parts = this.#parts.get(copy);
    if (parts === undefined) {
      parts = this.offload.yaml(copy.document).catch((error: unknown) => {
        this.#parts.delete(copy);
        if (!(error instanceof WorkerLimitError)) throw error;
        this.limits.reached('renderings');
        throw new ProblemError('unavailable', `The document cannot be rendered as YAML right now: ${error.message}.`, {
          headers: { 'Retry-After': '5' },
        });
      });
      this.#parts.set(copy, parts);
    }
    return parts;
  }
}
