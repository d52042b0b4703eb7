/** A change of one source file that the specs named with it must notice: what no general operator writes (wiring, Lua, shell) and what once survived. */
export interface NamedMutant {
  /** What the change breaks, as one short clause, unique in its table. */
  readonly name: string;
  /** The file to change, from the repository's root. */
  readonly file: string;
  /** Text that occurs exactly once in the file. */
  readonly find: string;
  /** What stands there instead; empty deletes it. */
  readonly replace: string;
  /** The spec files of which one must fail, from the repository's root; none that runs the built service. */
  readonly specs: readonly string[];
}
