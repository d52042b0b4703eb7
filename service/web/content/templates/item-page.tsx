import type { JSX } from 'preact';
import type { Collection } from '../../../content/collections/collection.ts';
import type { Item } from '../../../content/collections/item.ts';
import type { ContentPageContext } from '../../frame/page-context.ts';
import { Prose } from './entries.tsx';
import { When } from '../../frame/when.tsx';

interface ItemPageProps {
  readonly page: ContentPageContext;
  readonly collection: Collection;
  readonly item: Item;
}

/** Page of one item. */
export function ItemPage(props: ItemPageProps): JSX.Element {
  const { page, collection, item } = props;
  const { messages, language } = page;
  const { place, url, tags, details } = item;
  return (
    <>
      <article class="item">
        <h1 dir="auto">{item.title}</h1>
        <When page={page} item={item} />
        {place === '' ? null : (
          <p class="place" dir="auto">
            {place}
          </p>
        )}
        {item.body === undefined ? null : <Prose page={page} item={item} level={2} />}
        {url === undefined ? null : (
          <p>
            <a class="button" href={url} rel="noopener noreferrer">
              {messages.website} – {hostOf(url)}
            </a>
          </p>
        )}
        {details.length === 0 ? null : <Details {...props} />}
        {tags.length === 0 ? null : <Tags {...props} />}
      </article>
      <p class="more">
        <a href={page.link(`/${collection.name}`)}>{messages.back(collection.title[language])}</a>
      </p>
    </>
  );
}

/** Unknown fields of the item. */
function Details({ page: { messages }, item: { details } }: ItemPageProps): JSX.Element {
  const value = (text: string): JSX.Element | string => {
    if (/^https?:\/\//i.test(text) && URL.canParse(text)) {
      return (
        <a href={text} rel="noopener noreferrer">
          {hostOf(text)}
        </a>
      );
    }
    return text === 'true' ? messages.yes : text === 'false' ? messages.no : text;
  };
  return (
    <dl class="details" aria-label={messages.details}>
      {details.map(({ name, text }) => (
        <div key={name}>
          <dt dir="auto">{labelOf(name)}</dt>
          <dd dir="auto">{value(text)}</dd>
        </div>
      ))}
    </dl>
  );
}

function Tags({ page, collection, item: { tags } }: ItemPageProps): JSX.Element {
  return (
    <ul class="tags">
      {tags.map((tag) => (
        <li key={tag}>
          <a href={page.link(`/${collection.name}`, { tag })} dir="auto">
            {tag}
          </a>
        </li>
      ))}
    </ul>
  );
}

function hostOf(address: string): string {
  return URL.parse(address)?.hostname ?? address;
}

/** Formats a field name: `cfpEndDate` becomes `Cfp end date`. */
function labelOf(name: string): string {
  const words = name
    .replace(/(?<=\p{Ll})(?=\p{Lu})/gu, ' ')
    .replace(/[_-]+/g, ' ')
    .trim()
    .toLowerCase();
  return words === '' ? name : words.replace(/^./u, (first) => first.toUpperCase());
}
