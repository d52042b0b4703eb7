import type { JSX } from 'preact';
import { shownCode } from '../../../access/devices.ts';
import type { DeviceKind } from '../../../access/devices.ts';
import type { ListedKey } from '../../../access/key-registry.ts';
import type { Pairing } from '../../../access/stores/access-store.ts';
import { CsrfField } from '../../frame/account.tsx';
import { TextField } from '../../frame/text-field.tsx';
import type { AccessPageContext } from '../access-page-context.ts';

interface DevicesProps {
  readonly page: AccessPageContext;
  readonly csrfToken: string | undefined;
  readonly devices: readonly ListedKey[];
  /** The waiting device of the code that was entered, to confirm. */
  readonly found?: { readonly pairing: Pairing; readonly kind: DeviceKind } | undefined;
  /** A result to report. */
  readonly notice?: string | undefined;
}

/** The page for pairing and revoking devices. */
export function DevicesPage({ page, csrfToken, devices, found, notice }: DevicesProps): JSX.Element {
  const { texts } = page;
  return (
    <div class="devices">
      <h1>{texts.devicesTitle}</h1>
      {notice === undefined ? null : (
        <p class="notice" role="status">
          {notice}
        </p>
      )}
      <p>
        {texts.devicesHelp} <code>{page.own('/pair')}</code>
      </p>
      {found === undefined ? (
        <form class="fields" method="post" action={page.own('/devices/check')}>
          <CsrfField token={csrfToken} />
          <TextField id="code" label={texts.code} help={texts.codeHelp} required maxlength={20} />
          <button class="button" type="submit">
            {texts.check}
          </button>
        </form>
      ) : (
        <Confirmation page={page} csrfToken={csrfToken} {...found} />
      )}
      <h2>{texts.pairedDevices}</h2>
      {devices.length === 0 ? <p>{texts.noDevices}</p> : <DeviceTable {...{ page, csrfToken, devices }} />}
    </div>
  );
}

function Confirmation({
  page,
  csrfToken,
  pairing,
  kind,
}: Pick<DevicesProps, 'page' | 'csrfToken'> & { readonly pairing: Pairing; readonly kind: DeviceKind }): JSX.Element {
  const { texts, language } = page;
  const facts = [
    [texts.code, shownCode(pairing.code)],
    [texts.kind, kind.title[language]],
    [texts.address, pairing.address],
    [texts.browser, pairing.userAgent],
  ] as const;
  return (
    <section aria-labelledby="confirm">
      <h2 id="confirm">{texts.confirmTitle}</h2>
      <dl>
        {facts.map(([term, value]) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <form class="fields" method="post" action={page.own('/devices')}>
        <CsrfField token={csrfToken} />
        <input type="hidden" name="code" value={pairing.code} />
        <TextField id="name" label={texts.name} help={texts.nameHelp} required maxlength={64} />
        <p>{texts.confirmHelp}</p>
        <button class="button" type="submit">
          {texts.confirm}
        </button>
      </form>
    </section>
  );
}

function DeviceTable({ page, csrfToken, devices }: Pick<DevicesProps, 'page' | 'csrfToken' | 'devices'>): JSX.Element {
  const { texts } = page;
  return (
    <div class="scroll" tabindex={0} role="region" aria-label={texts.pairedDevices}>
      <table>
        <thead>
          <tr>
            {[texts.name, texts.scopes, texts.created, texts.lastUsed, texts.actions].map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {devices.map(({ id, name, scopes, createdAt, lastUsedAt }) => (
            <tr key={id}>
              <th scope="row">{name}</th>
              <td>{scopes.join(', ')}</td>
              <td>{createdAt === undefined ? '–' : page.dates.moment(createdAt)}</td>
              <td>{lastUsedAt === undefined ? '–' : page.dates.moment(lastUsedAt)}</td>
              <td>
                <form method="post" action={page.own(`/devices/${id}/revoke`)}>
                  <CsrfField token={csrfToken} />
                  <button class="button quiet" type="submit" aria-label={texts.revokeLabel(name)}>
                    {texts.revoke}
                  </button>
                </form>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
