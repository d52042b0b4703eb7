import type { ComponentChildren, JSX } from 'preact';
import { LANGUAGES } from '../language.ts';
import type { PageContext } from '../page-context.ts';

const LANGUAGE_NAMES = { fr: 'Français', en: 'English' } as const;

interface LayoutProps {
  readonly page: PageContext;
  /** Title of the page; the site's own on the home page. */
  readonly title: string | undefined;
  readonly description?: string;
  /** Name of the collection the page belongs to. */
  readonly current?: string | undefined;
  /** Content versions by collection, for the script that keeps the page fresh. */
  readonly versions?: Readonly<Record<string, string>>;
  /** Since when content is stale, in milliseconds since the epoch. */
  readonly staleSince?: number | undefined;
  readonly children: ComponentChildren;
}

/** The frame of every page: head, header with menus, main part, footer. */
export function Layout({
  page,
  title,
  description,
  current,
  versions,
  staleSince,
  children,
}: LayoutProps): JSX.Element {
  const { messages, siteTitle, language, assets } = page;
  return (
    <html lang={language}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{title === undefined ? siteTitle : `${title} – ${siteTitle}`}</title>
        {description === undefined ? null : <meta name="description" content={description} />}
        <link rel="icon" href={assets.icon} type="image/svg+xml" />
        <link rel="stylesheet" href={assets.style} />
        {versions === undefined ? null : <script src={assets.script} defer />}
      </head>
      <body
        data-versions={versions === undefined ? undefined : JSON.stringify(versions)}
        data-stale={String(staleSince !== undefined)}
        data-updated={messages.updated}
      >
        <a class="skip" href="#main">
          {messages.skip}
        </a>
        <Header page={page} current={current} />
        <main id="main" tabindex={-1}>
          {staleSince === undefined ? null : (
            <p class="notice" role="status">
              {messages.stale(page.dates.moment(staleSince))}
            </p>
          )}
          {children}
        </main>
        <footer class="foot">
          <p>
            {siteTitle} · <a href="/docs">API</a>
            {current === undefined ? null : (
              <>
                {' · '}
                {messages.data} : <a href={`/api/${current}.json`}>JSON</a>, <a href={`/api/${current}.yaml`}>YAML</a>
              </>
            )}
          </p>
        </footer>
        <p id="live" class="unseen" role="status" aria-live="polite" />
      </body>
    </html>
  );
}

function Header({ page, current }: { readonly page: PageContext; readonly current: string | undefined }): JSX.Element {
  const { messages, language } = page;
  const isHome = page.target.pathname === '/';
  return (
    <header class="head">
      <a class="brand" href={page.link('/')}>
        {page.siteTitle}
      </a>
      <nav class="menu" aria-label={messages.menu}>
        <ul>
          <li>
            <a href={page.link('/')} aria-current={isHome ? 'page' : undefined}>
              {messages.home}
            </a>
          </li>
          {page.collections.map(({ name, title }) => (
            <li key={name}>
              <a href={page.link(`/${name}`)} aria-current={name === current ? 'page' : undefined}>
                {title[language]}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <nav class="languages" aria-label={messages.languageMenu}>
        <ul>
          {LANGUAGES.map((each) => (
            <li key={each}>
              <a
                href={page.variant({ lang: each })}
                lang={each}
                hreflang={each}
                aria-current={each === language ? 'true' : undefined}
              >
                {LANGUAGE_NAMES[each]}
              </a>
            </li>
          ))}
        </ul>
      </nav>
    </header>
  );
}
