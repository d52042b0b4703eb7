import type { JSX } from 'preact';

/** A labelled text field with a hint. */
export function TextField({
  id,
  label,
  help,
  ...input
}: {
  readonly id: string;
  readonly label: string;
  readonly help: string;
} & JSX.IntrinsicElements['input']): JSX.Element {
  return (
    <>
      <label for={id}>{label}</label>
      <input id={id} name={id} autocomplete="off" spellcheck={false} aria-describedby={`${id}-help`} {...input} />
      <p id={`${id}-help`} class="hint">
        {help}
      </p>
    </>
  );
}
