/** Where a measure is enforced. CI fails if the named rule, test or text does not exist. */
export type Evidence =
  /** A rule of the policy on manifests. */
  | { readonly rule: string }
  /** A test: the file, and words of its name. */
  | { readonly spec: string; readonly test: string }
  /** A file that is applied or run, and a text in it. */
  | { readonly file: string; readonly contains: string };

/** Who is responsible for a measure. */
export type Owner = 'development' | 'operations' | 'each institution';

/** One threat to one asset, and what is done about it. */
export interface Risk {
  /** What is to be protected; an asset of docs/security.md. */
  readonly asset: string;
  readonly threat: string;
  readonly measure: string;
  /** At least one for a measure in force. */
  readonly evidence: readonly Evidence[];
  readonly owner: Owner;
  /** ISO date by which the measure is in force or, if it is, is reviewed again. */
  readonly due: string;
  /** `in force`: enforced by the evidence. `partial`: the evidence covers a part. `open`: to be done. */
  readonly state: 'in force' | 'partial' | 'open';
}
