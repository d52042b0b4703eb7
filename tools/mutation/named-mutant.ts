/** A change to one source file that its specs must detect: one that Stryker's operators do not make (wiring, Lua, shell), or that once survived. */
export interface NamedMutant {
  /** What the change breaks, as one short clause, unique in its table. */
  readonly name: string;
  /** The file to change, relative to the repository. */
  readonly file: string;
  /** Text that occurs exactly once in the file. */
  readonly find: string;
  /** The replacement; empty deletes the text. */
  readonly replace: string;
  /** The spec files of which one must fail, relative to the repository; none may run the built service. */
  readonly specs: readonly string[];
}
