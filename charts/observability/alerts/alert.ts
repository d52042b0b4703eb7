/** An alert, from which the rules of each Prometheus are rendered. */
export interface Alert<Threshold extends string = string> {
  /** `critical` pages people where an environment does so; `warning` can wait until they are at work. */
  readonly severity: 'critical' | 'warning';
  /** Minutes for which the condition must hold before it fires; 0 or more. */
  readonly minutes: number;
  /** The limits that its expression compares with; none is 0, so that a test notices if one is doubled or halved. */
  readonly thresholds: Readonly<Record<Threshold, number>>;
  /**
   * Returns the condition in PromQL, which keeps the label `namespace` and those of the place. Every selector contains `$scope`,
   * which is replaced by the matcher of the environment's namespace.
   */
  expression(thresholds: Readonly<Record<Threshold, number>>): string;
  /** Returns expressions that are true while series are missing, because nothing exposes them. @default none */
  orAbsent?(target: AlertTarget): readonly string[];
  /** One sentence with the value and the place: a template of Prometheus. */
  readonly summary: string;
}

/** The environment that rules are rendered for. */
export interface AlertTarget {
  /** Its namespace, a label of every series. */
  readonly namespace: string;
  /** Names of the containers that must respond to scrapes: `content`, `queue-rubis`. */
  readonly services: readonly string[];
  /** Names of the queues that are backed up. */
  readonly queues: readonly string[];
  /** URL of the page with a heading per alert. */
  readonly runbooks: string;
}

/** Alerts by name. */
export type Alerts = Readonly<Record<string, Alert>>;

/** Checks the names of the thresholds in an expression. */
export function alert<Threshold extends string>(definition: Alert<Threshold>): Alert {
  return definition;
}

/** Returns the complete condition of an alert in an environment. */
export function conditionOf(
  { thresholds, expression, orAbsent }: Pick<Alert, 'thresholds' | 'expression' | 'orAbsent'>,
  target: AlertTarget,
): string {
  const parts = [expression(thresholds), ...(orAbsent?.(target) ?? [])];
  return inScope(parts.join('\nor '), `namespace="${target.namespace}"`);
}

/** Replaces `$scope` in PromQL by matchers. */
export function inScope(expression: string, matchers: string): string {
  return expression.replaceAll('$scope', () => matchers);
}
