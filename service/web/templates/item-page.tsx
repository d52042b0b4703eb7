import type { JSX } from 'preact';
import type { Collection } from '../../content/collections/collection.ts';
import type { Item } from '../../content/collections/item.ts';
import type { ContentPageContext } from '../page-context.ts';
import { Prose, When } from './entries.tsx';

/** One item, whole. */
export function ItemPage({
  page,
  collection,
  item,
}: {
  readonly page: ContentPageContext;
  readonly collection: Collection;
  readonly item: Item;
}): JSX.Element {
  const { messages, language } = page;
  return (
    <>
      <article class="item">
        <h1>{item.title}</h1>
        <When page={page} item={item} />
        {item.place === '' ? null : <p class="place">{item.place}</p>}
        {item.body === undefined ? null : <Prose page={page} item={item} level={2} />}
        {item.url === undefined ? null : (
          <p>
            <a class="button" href={item.url} rel="noopener noreferrer">
              {messages.website} – {URL.parse(item.url)?.hostname}
            </a>
          </p>
        )}
        {item.tags.length === 0 ? null : (
          <ul class="tags">
            {item.tags.map((tag) => (
              <li key={tag}>{tag}</li>
            ))}
          </ul>
        )}
      </article>
      <p class="more">
        <a href={page.link(`/${collection.name}`)}>{messages.back(collection.title[language])}</a>
      </p>
    </>
  );
}
