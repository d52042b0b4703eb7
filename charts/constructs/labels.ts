/** What a Deployment, its Service and its policies select by. Immutable: never add to it. */
export function selectorLabels(name: string): Record<string, string> {
  return { 'app.kubernetes.io/name': name, 'app.kubernetes.io/part-of': 'kiosque' };
}

/** The labels every object carries (https://kubernetes.io/docs/concepts/overview/working-with-objects/common-labels/). */
export function commonLabels(name: string): Record<string, string> {
  return { ...selectorLabels(name), 'app.kubernetes.io/managed-by': 'cdk8s' };
}

/** The label by which a Redis knows the pods that may connect to it. */
export const QUEUE_COMPONENT = { 'app.kubernetes.io/component': 'ticket-queue' } as const;
