import type { JSX } from 'preact';
import { shownCode } from '../../../access/devices.ts';
import type { DeviceKind } from '../../../access/devices.ts';
import type { AccessPageContext } from '../access-page-context.ts';

/** The page of a device that is being paired: first its kinds, then its code. */
export function PairPage({
  page,
  kinds,
  code,
  devicesAddress,
}: {
  readonly page: AccessPageContext;
  readonly kinds: readonly DeviceKind[];
  readonly code: string | undefined;
  /** Address of the page where a person enters the code. */
  readonly devicesAddress: string;
}): JSX.Element {
  const { texts, language } = page;
  if (code !== undefined) {
    return (
      <div class="narrow">
        <h1>{texts.yourCode}</h1>
        <p class="code">{shownCode(code)}</p>
        <p>{texts.waiting(devicesAddress)}</p>
      </div>
    );
  }
  return (
    <div class="narrow">
      <h1>{texts.pairTitle}</h1>
      <form class="fields" method="post" action={page.own('/pair')}>
        <fieldset>
          <legend>{texts.pairHelp}</legend>
          {kinds.map(({ name, title }, index) => (
            <label key={name}>
              <input type="radio" name="kind" value={name} required checked={index === 0} /> {title[language]}
            </label>
          ))}
        </fieldset>
        <button class="button" type="submit">
          {texts.requestCode}
        </button>
      </form>
    </div>
  );
}
