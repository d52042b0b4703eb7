import type { ComponentChildren, JSX } from 'preact';
import { AccountBar } from './account.tsx';
import type { Account } from './account.tsx';
import type { AssetName } from './assets.ts';
import { LANGUAGES } from './language.ts';
import type { PageContext } from './page-context.ts';

const LANGUAGE_NAMES = { fr: 'Français', en: 'English' } as const;

interface LayoutProps {
  readonly page: PageContext;
  /** Title of the page; the site's own on the home page. */
  readonly title: string | undefined;
  readonly description?: string;
  /** Path of the active menu entry. */
  readonly current?: string | undefined;
  /** URLs of the page's data in each format. */
  readonly data?: Readonly<Record<string, string>>;
  /** Assets of the page in addition to the common ones. */
  readonly style?: readonly AssetName[];
  readonly script?: AssetName | undefined;
  /** Data for the script: `data-` attributes of the body. */
  readonly state?: Readonly<Record<string, string>>;
  /** Whether to show only the main part, for wall screens. */
  readonly bare?: boolean;
  /** Reload interval without scripts; never by default. */
  readonly refreshSeconds?: number;
  /** Who is signed in. @default nobody */
  readonly account?: Account | undefined;
  /** Since when content is stale, in milliseconds since the epoch. */
  readonly staleSince?: number | undefined;
  readonly children: ComponentChildren;
}

/** The frame of every page: head, header with menus, main part, footer. */
export function Layout(props: LayoutProps): JSX.Element {
  const { page, current, state = {}, account, staleSince, bare = false, children } = props;
  const { messages } = page;
  const dataset = Object.fromEntries(Object.entries(state).map(([name, value]) => [`data-${name}`, value]));
  return (
    <html lang={page.language}>
      <Head {...props} />
      <body {...dataset} class={bare ? 'bare' : undefined}>
        <a class="skip" href="#main">
          {messages.skip}
        </a>
        {bare ? null : <Header page={page} current={current} />}
        {account === undefined ? null : <AccountBar page={page} account={account} />}
        <main id="main" tabindex={-1}>
          {staleSince === undefined ? null : (
            <p class="notice" role="status">
              {messages.stale(page.dates.moment(staleSince))}
            </p>
          )}
          {children}
        </main>
        {bare ? null : <Footer {...props} />}
        <p id="live" class="unseen" role="status" aria-live="polite" />
      </body>
    </html>
  );
}

function Head({ page, title, description, style = [], script, refreshSeconds }: LayoutProps): JSX.Element {
  const { siteTitle, asset } = page;
  return (
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <title>{title === undefined ? siteTitle : `${title} – ${siteTitle}`}</title>
      {description === undefined ? null : <meta name="description" content={description} />}
      <link rel="icon" href={asset('icon.svg')} type="image/svg+xml" />
      <link rel="stylesheet" href={asset('style.css')} />
      {style.map((name) => (
        <link key={name} rel="stylesheet" href={asset(name)} />
      ))}
      {script === undefined ? null : <script src={asset(script)} type="module" />}
      {refreshSeconds === undefined ? null : (
        <noscript>
          <meta http-equiv="refresh" content={String(refreshSeconds)} />
        </noscript>
      )}
    </head>
  );
}

function Footer({ page, data = {} }: LayoutProps): JSX.Element {
  const formats = Object.entries(data);
  return (
    <footer class="foot">
      <p>
        {page.siteTitle} · <a href={page.docs}>API</a>
        {formats.length === 0 ? null : ` · ${page.messages.data} : `}
        {formats.map(([format, address], index) => (
          <>
            {index === 0 ? null : ', '}
            <a href={address}>{format}</a>
          </>
        ))}
      </p>
    </footer>
  );
}

function Header({ page, current }: { readonly page: PageContext; readonly current: string | undefined }): JSX.Element {
  const { messages, language } = page;
  const isHome = page.target.path === '/';
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
          {page.menu.map(({ path, title }) => (
            <li key={path}>
              <a href={page.link(path)} aria-current={path === current ? 'page' : undefined}>
                {title[language]}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <Languages page={page} />
    </header>
  );
}

function Languages({ page }: { readonly page: PageContext }): JSX.Element {
  return (
    <nav class="languages" aria-label={page.messages.languageMenu}>
      <ul>
        {LANGUAGES.map((each) => (
          <li key={each}>
            <a
              href={page.variant({ lang: each })}
              lang={each}
              hreflang={each}
              aria-current={each === page.language ? 'true' : undefined}
            >
              {LANGUAGE_NAMES[each]}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
