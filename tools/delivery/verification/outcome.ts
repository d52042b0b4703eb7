/** Evidence that the deployed version is not in order; leads to a rollback. */
export class Failure extends Error {
  override readonly name = 'Failure';
  /** Name of the failed check: `smoke test`. */
  readonly check: string;

  constructor(check: string, reason: string) {
    super(reason);
    this.check = check;
  }
}

/** Main has other images of the environment than this clone: what it says must not be deployed, and is no longer of interest. */
export class Superseded extends Error {
  override readonly name = 'Superseded';
}

/** What had to be asked did not respond, so that nothing is known about the version: nothing is rolled back. */
export class Unverifiable extends Error {
  override readonly name = 'Unverifiable';
}
