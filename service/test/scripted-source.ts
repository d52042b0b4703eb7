import type { ContentSource, SourceAnswer, SourceRequest } from '../content/sources/content-source.ts';

/** A news source with scripted results that records its requests. */
export class ScriptedSource implements ContentSource {
  readonly description = 'scripted';
  readonly requests: string[] = [];
  answer: () => Promise<SourceAnswer> = () => Promise.resolve({ kind: 'absent' });

  /** Returns a document with one item from now on. */
  found(title: string, etag = title, item: object = {}): void {
    const bytes = Buffer.from(JSON.stringify([{ title, ...item }]));
    this.answer = () =>
      Promise.resolve({ kind: 'found', document: { name: 'news.json', bytes, etag, lastModified: new Date(0) } });
  }

  read({ name, etag }: SourceRequest): Promise<SourceAnswer> {
    this.requests.push(`${name} ${etag ?? '-'}`);
    return this.answer();
  }
}
