/** The change of one object. */
export interface Change {
  readonly environment: string;
  /** `Deployment kiosque-production/content`. */
  readonly subject: string;
  readonly action: 'added' | 'removed' | 'changed';
  /** The fields of a changed object that differ. */
  readonly fields: readonly FieldChange[];
  /** Why it is dangerous, one sentence per reason. */
  readonly dangers: readonly string[];
}

/** A field and its two values; undefined if it does not exist. */
export interface FieldChange {
  /** `spec.template.spec.containers[content].image` */
  readonly path: string;
  readonly before: unknown;
  readonly after: unknown;
}
