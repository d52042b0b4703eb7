import type { JSX } from 'preact';
import type { Collection } from '../../../content/collections/collection.ts';
import type { Item } from '../../../content/collections/item.ts';
import { parseDate } from '../../../content/collections/date.ts';
import { isEverything } from '../../../content/content.query.ts';
import type { PageQuery } from '../page-query.ts';
import type { ContentPageContext } from '../../frame/page-context.ts';
import { Entries } from './entries.tsx';

/** A titled section of a list, such as upcoming or past. */
export interface EntryGroup {
  readonly title: string | undefined;
  readonly items: readonly Item[];
  readonly empty: string | undefined;
}

interface CollectionPageProps {
  readonly page: ContentPageContext;
  readonly collection: Collection;
  readonly groups: readonly EntryGroup[];
  readonly query: PageQuery;
  /** Number of items that match the query. */
  readonly total: number;
  readonly pageNumber: number;
  readonly pageCount: number;
}

/** Page of a collection, with search and pagination. */
export function CollectionPage(props: CollectionPageProps): JSX.Element {
  const { page, collection, groups, query, total } = props;
  const { messages, language } = page;
  return (
    <>
      <h1>{collection.title[language]}</h1>
      <Search {...props} />
      {total === 0 ? (
        <p class="empty">{isEverything(query.filter) ? messages.nothing : messages.nothingFound}</p>
      ) : null}
      {total === 0
        ? null
        : groups.map((group) => <Group key={group.title} page={page} collection={collection} {...group} />)}
      {props.pageCount > 1 ? <Pager {...props} /> : null}
    </>
  );
}

type GroupProps = Pick<CollectionPageProps, 'page' | 'collection'> & EntryGroup;

function Group({ page, collection, title, items, empty }: GroupProps): JSX.Element {
  return (
    <>
      {title === undefined ? null : <h2 class="group">{title}</h2>}
      {items.length === 0 && empty !== undefined ? <p class="empty">{empty}</p> : null}
      {items.length === 0 ? null : (
        <Entries page={page} collection={collection} items={items} level={title === undefined ? 2 : 3} />
      )}
    </>
  );
}

function Search({ page, collection, query, total }: CollectionPageProps): JSX.Element {
  const { messages, language, target } = page;
  const kept = ['lang', 'tag', 'from', 'to'].flatMap((name) =>
    target.searchParams.getAll(name).map((value) => ({ name, value })),
  );
  return (
    <form class="search" role="search" action={`/${collection.name}`}>
      {kept.map(({ name, value }) => (
        <input key={`${name} ${value}`} type="hidden" name={name} value={value} />
      ))}
      <label class="unseen" for="q">
        {messages.searchIn(collection.title[language])}
      </label>
      <input id="q" name="q" type="search" value={query.q} maxlength={200} placeholder={messages.search} dir="auto" />
      <button type="submit">{messages.searchButton}</button>
      {isEverything(query.filter) ? null : (
        <p class="results">
          {[messages.results(total), ...filtersOf(page)].join(' · ')} ·{' '}
          <a href={page.link(`/${collection.name}`)}>{messages.clearSearch}</a>
        </p>
      )}
    </form>
  );
}

/** Active filters other than the search words. */
function filtersOf({ messages, dates, target }: ContentPageContext): readonly string[] {
  const date = (name: string): string => {
    const read = parseDate(target.searchParams.get(name) ?? '');
    return read === undefined ? '' : dates.long(read);
  };
  const [from, to] = [date('from'), date('to')];
  return [
    ...target.searchParams
      .getAll('tag')
      .filter((tag) => tag.trim() !== '')
      .map(messages.tagged),
    ...(from === '' ? [] : [messages.since(from)]),
    ...(to === '' ? [] : [messages.upTo(to)]),
  ];
}

function Pager({ page, pageNumber, pageCount }: CollectionPageProps): JSX.Element {
  const { messages } = page;
  const to = (number: number): string => page.variant({ page: number === 1 ? null : String(number) });
  return (
    <nav class="pager" aria-label={messages.pages}>
      {pageNumber > 1 ? (
        <a href={to(pageNumber - 1)} rel="prev">
          {messages.previous}
        </a>
      ) : null}
      <span>{messages.pageOf(pageNumber, pageCount)}</span>
      {pageNumber < pageCount ? (
        <a href={to(pageNumber + 1)} rel="next">
          {messages.next}
        </a>
      ) : null}
    </nav>
  );
}
