/** A text in the languages of the pages. */
export interface Localized {
  readonly en: string;
  readonly fr: string;
}
