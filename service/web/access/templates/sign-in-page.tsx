import type { JSX } from 'preact';
import type { Account } from '../../frame/account.tsx';
import type { AccessPageContext } from '../access-page-context.ts';

interface SignInProps {
  readonly page: AccessPageContext;
  /** Whether people sign in at a provider; otherwise with a key. */
  readonly hasProvider: boolean;
  readonly returnTo: string;
  readonly account: Account | undefined;
  /** Whether the submitted key was refused. */
  readonly refused: boolean;
  readonly signedOut: boolean;
  /** Whether this process has kinds of devices to pair. */
  readonly hasDevices: boolean;
}

/** The page for signing in. */
export function SignInPage({
  page,
  hasProvider,
  returnTo,
  account,
  refused,
  signedOut,
  hasDevices,
}: SignInProps): JSX.Element {
  const { texts } = page;
  return (
    <div class="narrow">
      <h1>{texts.signInTitle}</h1>
      {signedOut ? (
        <p class="notice" role="status">
          {texts.signedOut}
        </p>
      ) : null}
      {account === undefined ? null : <p>{texts.signedInAlready(account.name)}</p>}
      <p>{texts.signInHelp}</p>
      {hasProvider ? (
        <p>
          <a class="button large" href={page.own('/sign-in/start', { return_to: returnTo })}>
            {texts.signInWith}
          </a>
        </p>
      ) : (
        <KeyForm page={page} returnTo={returnTo} refused={refused} />
      )}
      {hasDevices ? (
        <p>
          <a href={page.own('/pair')}>{texts.pairThis}</a>
        </p>
      ) : null}
    </div>
  );
}

function KeyForm({ page, returnTo, refused }: Pick<SignInProps, 'page' | 'returnTo' | 'refused'>): JSX.Element {
  const { texts } = page;
  return (
    <form class="fields" method="post" action={page.own('/sign-in')}>
      <input type="hidden" name="return_to" value={returnTo} />
      {refused ? (
        <p id="refused" class="notice" role="alert">
          {texts.wrongKey}
        </p>
      ) : null}
      <label for="key">{texts.key}</label>
      <input
        id="key"
        name="key"
        type="password"
        required
        autocomplete="off"
        spellcheck={false}
        aria-invalid={refused ? 'true' : undefined}
        aria-describedby={refused ? 'refused key-help' : 'key-help'}
      />
      <p id="key-help" class="hint">
        {texts.keyHelp}
      </p>
      <button class="button" type="submit">
        {texts.signInTitle}
      </button>
    </form>
  );
}

/** The page that leads to the provider, which ends the session there. */
export function LeavingPage({
  page,
  location,
}: {
  readonly page: AccessPageContext;
  readonly location: string;
}): JSX.Element {
  return (
    <div class="narrow">
      <h1>{page.texts.signedOut}</h1>
      <p>{page.texts.leaving}</p>
      <p>
        <a class="button" href={location}>
          {page.texts.continue}
        </a>
      </p>
    </div>
  );
}
