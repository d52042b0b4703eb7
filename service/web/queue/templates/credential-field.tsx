import type { JSX } from 'preact';
import type { QueueMessages } from '../queue-messages.ts';

/** Credential input, not stored beyond the tab. */
export function CredentialField({
  texts,
  label,
}: {
  readonly texts: QueueMessages;
  readonly label: string;
}): JSX.Element {
  return (
    <>
      <label for="key">{label}</label>
      <input
        id="key"
        name="key"
        type="password"
        required
        autocomplete="off"
        spellcheck={false}
        aria-describedby="key-help"
      />
      <p id="key-help" class="hint">
        {texts.keyHelp}
      </p>
    </>
  );
}
