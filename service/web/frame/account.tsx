import type { JSX } from 'preact';
import type { PageContext } from './page-context.ts';

/** The person or key that is signed in, for the bar at the top of its pages. */
export interface Account {
  readonly name: string;
  /** Token that the forms and scripts of the page must send. */
  readonly csrfToken: string;
  /** Path of the form that signs out. */
  readonly signOut: string;
  /** Pages that the person may open, by path, with their titles. */
  readonly pages: Readonly<Record<string, string>>;
}

/** The bar with the pages of a person and the button to sign out. */
export function AccountBar({ page, account }: { readonly page: PageContext; readonly account: Account }): JSX.Element {
  const { messages } = page;
  return (
    <nav class="account" aria-label={messages.account}>
      <ul>
        {Object.entries(account.pages).map(([path, title]) => (
          <li key={path}>
            <a href={page.link(path)} aria-current={path === page.target.path ? 'page' : undefined}>
              {title}
            </a>
          </li>
        ))}
      </ul>
      <form method="post" action={page.link(account.signOut)}>
        <CsrfField token={account.csrfToken} />
        <span>{messages.signedInAs(account.name)}</span>{' '}
        <button class="button quiet" type="submit">
          {messages.signOut}
        </button>
      </form>
    </nav>
  );
}

/** The hidden field that proves that a form is from a page of this session. */
export function CsrfField({ token }: { readonly token: string | undefined }): JSX.Element | null {
  return token === undefined ? null : <input type="hidden" name="csrf" value={token} />;
}
