import type { JSX } from 'preact';
import type { Collection } from '../../../content/collections/collection.ts';
import type { Item } from '../../../content/collections/item.ts';
import type { ContentPageContext } from '../../frame/page-context.ts';
import { When } from '../../frame/when.tsx';

const EXCERPT_LENGTH = 280;

interface EntriesProps {
  readonly page: ContentPageContext;
  readonly collection: Collection;
  readonly items: readonly Item[];
  /** Level of the titles of entries. */
  readonly level: 2 | 3;
}

/** A list of items in the presentation of their collection. */
export function Entries({ items, ...props }: EntriesProps): JSX.Element {
  const { presentation } = props.collection;
  const Entry = { agenda: AgendaEntry, articles: ArticleEntry, questions: QuestionEntry }[presentation];
  return (
    <ul class={`entries ${presentation}`}>
      {items.map((item) => (
        <li key={item.id}>
          <Entry {...props} item={item} />
        </li>
      ))}
    </ul>
  );
}

type EntryProps = Omit<EntriesProps, 'items'> & { readonly item: Item };

function AgendaEntry(props: EntryProps): JSX.Element {
  const { page, item } = props;
  return (
    <article class="event">
      {item.start === undefined ? null : (
        <p class="tile" aria-hidden="true">
          <span class="tile-month">{page.dates.month(item.start)}</span>
          <span class="tile-day">{page.dates.day(item.start)}</span>
          <span class="tile-year">{page.dates.year(item.start)}</span>
        </p>
      )}
      <div>
        <LinkedTitle {...props} />
        <When page={page} item={item} />
        {item.place === '' ? null : (
          <p class="place" dir="auto">
            {item.place}
          </p>
        )}
        {item.body === undefined ? null : <p dir="auto">{page.markdown.excerpt(item, EXCERPT_LENGTH)}</p>}
      </div>
    </article>
  );
}

function ArticleEntry(props: EntryProps): JSX.Element {
  const { page, item } = props;
  return (
    <article class="article">
      <LinkedTitle {...props} />
      <When page={page} item={item} />
      {item.body === undefined ? null : <p dir="auto">{page.markdown.excerpt(item, EXCERPT_LENGTH)}</p>}
    </article>
  );
}

function LinkedTitle({ page, collection, item, level }: EntryProps): JSX.Element {
  const Title = level === 2 ? 'h2' : 'h3';
  return (
    <Title class="entry-title" dir="auto">
      <a href={itemAddress(page, collection, item)}>{item.title}</a>
    </Title>
  );
}

function QuestionEntry({ page, collection, item, level }: EntryProps): JSX.Element {
  const Title = level === 2 ? 'h2' : 'h3';
  return (
    <details class="question" id={item.id}>
      <summary>
        <Title class="entry-title" dir="auto">
          {item.title}
        </Title>
      </summary>
      {item.body === undefined ? null : <Prose page={page} item={item} level={level + 1} />}
      <p class="permalink">
        <a href={itemAddress(page, collection, item)} aria-label={`${page.messages.readMore} – ${item.title}`}>
          {page.messages.readMore}
        </a>
      </p>
    </details>
  );
}

interface ProseProps {
  readonly page: ContentPageContext;
  readonly item: Item;
  /** Level of the first heading inside. */
  readonly level: number;
}

/** Markdown as rendered and sanitised HTML. */
export function Prose({ page, item, level }: ProseProps): JSX.Element {
  return <div class="prose" dir="auto" dangerouslySetInnerHTML={{ __html: page.markdown.prose(item, level) }} />;
}

/** Returns the URL of an item's page. */
function itemAddress(page: ContentPageContext, collection: Collection, item: Item): string {
  return page.link(`/${collection.name}/${encodeURIComponent(item.id)}`);
}
