import type { JSX } from 'preact';
import type { Collection } from '../../../content/collections/collection.ts';
import type { Item } from '../../../content/collections/item.ts';
import type { ContentPageContext } from '../../frame/page-context.ts';
import { Entries } from './entries.tsx';

/** Section of one collection on the home page. */
export interface HomeSection {
  readonly collection: Collection;
  /** Undefined when the collection cannot be read. */
  readonly items: readonly Item[] | undefined;
}

/** The home page. */
export function Home({
  page,
  sections,
}: {
  readonly page: ContentPageContext;
  readonly sections: readonly HomeSection[];
}): JSX.Element {
  return (
    <>
      <h1 class="unseen">{page.siteTitle}</h1>
      <div class="home">
        {sections.map((section) => (
          <Section key={section.collection.name} page={page} section={section} />
        ))}
      </div>
    </>
  );
}

function Section({ page, section }: { readonly page: ContentPageContext; readonly section: HomeSection }): JSX.Element {
  const { collection, items } = section;
  const { messages, language } = page;
  const id = `section-${collection.name}`;
  const empty = collection.presentation === 'agenda' ? messages.nothingUpcoming : messages.nothing;
  return (
    <section class={`section-${collection.presentation}`} aria-labelledby={id}>
      <h2 id={id}>{collection.title[language]}</h2>
      {items === undefined ? <p class="empty">{messages.unavailable}</p> : null}
      {items?.length === 0 ? <p class="empty">{empty}</p> : null}
      {items !== undefined && items.length > 0 ? (
        <Entries page={page} collection={collection} items={items} level={3} />
      ) : null}
      {items === undefined ? null : (
        <p class="more">
          <a href={page.link(`/${collection.name}`)}>{messages.allOf(collection.title[language])}</a>
        </p>
      )}
    </section>
  );
}
