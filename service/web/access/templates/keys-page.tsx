import type { JSX } from 'preact';
import type { IssuedKey, ListedKey } from '../../../access/key-registry.ts';
import { ROTATION_OVERLAP_HOURS } from '../../../access/key-registry.ts';
import { CsrfField } from '../../frame/account.tsx';
import { TextField } from '../../frame/text-field.tsx';
import type { AccessPageContext } from '../access-page-context.ts';

interface KeysProps {
  readonly page: AccessPageContext;
  readonly csrfToken: string | undefined;
  readonly keys: readonly ListedKey[];
  readonly scopes: readonly string[];
  readonly now: number;
  /** The key that was just created; it is shown this one time. */
  readonly issued?: IssuedKey | undefined;
  /** Whether the form was not filled in correctly. */
  readonly invalid?: boolean;
}

/** The page for managing keys. */
export function KeysPage(props: KeysProps): JSX.Element {
  const { page, keys, issued } = props;
  const { texts } = page;
  return (
    <div class="keys">
      <h1>{texts.keysTitle}</h1>
      <p>{texts.keysHelp}</p>
      {issued === undefined ? null : (
        <div class="notice" role="status">
          <p>
            {page.messages.label(`${texts.newKey} ${issued.entry.name}`)} <code class="secret">{issued.key}</code>
          </p>
          <p>{texts.newKeyHelp}</p>
        </div>
      )}
      {keys.length === 0 ? <p>{texts.noKeys}</p> : <KeyTable {...props} />}
      <NewKeyForm {...props} />
    </div>
  );
}

function KeyTable({ page, keys, csrfToken, now }: KeysProps): JSX.Element {
  const { texts } = page;
  const columns = [
    texts.name,
    texts.prefix,
    texts.scopes,
    texts.queues,
    texts.created,
    texts.lastUsed,
    texts.expires,
    texts.actions,
  ];
  return (
    <div class="scroll" tabindex={0} role="region" aria-label={texts.keysTitle}>
      <table>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {keys.map((entry) => (
            <KeyRow key={entry.id} {...{ page, entry, csrfToken, now }} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function KeyRow({
  page,
  entry,
  csrfToken,
  now,
}: Pick<KeysProps, 'page' | 'csrfToken' | 'now'> & { readonly entry: ListedKey }): JSX.Element {
  return (
    <tr>
      <th scope="row">{entry.name}</th>
      <td>{entry.prefix === undefined ? entry.id : <code>{entry.prefix}</code>}</td>
      <td>{entry.scopes.join(', ')}</td>
      <td>{entry.only['queue']?.join(', ') ?? page.texts.all}</td>
      <td>{entry.createdAt === undefined ? '–' : page.dates.moment(entry.createdAt)}</td>
      <td>{entry.lastUsedAt === undefined ? '–' : page.dates.moment(entry.lastUsedAt)}</td>
      <td>{expiry(page, entry, now)}</td>
      <td>
        <KeyActions page={page} entry={entry} csrfToken={csrfToken} />
      </td>
    </tr>
  );
}

function expiry({ texts, dates }: AccessPageContext, { expiresAt }: ListedKey, now: number): string {
  if (expiresAt === undefined) return texts.never;
  return expiresAt <= now ? texts.expired : dates.moment(expiresAt);
}

function KeyActions({
  page,
  entry,
  csrfToken,
}: {
  readonly page: AccessPageContext;
  readonly entry: ListedKey;
  readonly csrfToken: string | undefined;
}): JSX.Element {
  const { texts } = page;
  if (entry.kind === 'file') return <>{texts.inFile}</>;
  const actions = [
    ...(entry.kind === 'key' ? [{ action: 'rotate', text: texts.rotate, label: texts.rotateLabel(entry.name) }] : []),
    { action: 'revoke', text: texts.revoke, label: texts.revokeLabel(entry.name) },
  ];
  return (
    <div class="moves">
      {actions.map(({ action, text, label }) => (
        <form key={action} method="post" action={page.own(`/keys/${entry.id}/${action}`)}>
          <CsrfField token={csrfToken} />
          <button
            class="button quiet"
            type="submit"
            aria-label={label}
            title={action === 'rotate' ? texts.rotateHelp(ROTATION_OVERLAP_HOURS) : undefined}
          >
            {text}
          </button>
        </form>
      ))}
    </div>
  );
}

function NewKeyForm({ page, csrfToken, scopes, invalid = false }: KeysProps): JSX.Element {
  const { texts } = page;
  return (
    <section aria-labelledby="create">
      <h2 id="create">{texts.newKey}</h2>
      <form class="fields" method="post" action={page.own('/keys')}>
        <CsrfField token={csrfToken} />
        {invalid ? (
          <p class="notice" role="alert">
            {texts.invalidKey}
          </p>
        ) : null}
        <TextField id="name" label={texts.name} help={texts.nameHelp} required maxlength={64} />
        <fieldset>
          <legend>{texts.scopes}</legend>
          {scopes.map((scope) => (
            <label key={scope}>
              <input type="checkbox" name="scopes" value={scope} /> {scope}
            </label>
          ))}
        </fieldset>
        <TextField id="queues" label={texts.queues} help={texts.queuesHelp} maxlength={500} />
        <TextField id="days" label={texts.days} help={texts.daysHelp} inputmode="numeric" pattern="\d{1,4}" />
        <button class="button" type="submit">
          {texts.create}
        </button>
      </form>
    </section>
  );
}
