/** The labels by which a Deployment, its Service and its policies select pods. Immutable: never add to them. */
export function selectorLabels(name: string): Record<string, string> {
  return { 'app.kubernetes.io/name': name, 'app.kubernetes.io/part-of': 'kiosque' };
}

/** The labels of every object (https://kubernetes.io/docs/concepts/overview/working-with-objects/common-labels/). */
export function commonLabels(name: string): Record<string, string> {
  return { ...selectorLabels(name), 'app.kubernetes.io/managed-by': 'cdk8s' };
}

/** The Pod Security level of a namespace (https://kubernetes.io/docs/concepts/security/pod-security-admission/). */
export function podSecurityLabels(level: 'baseline' | 'restricted'): Record<string, string> {
  const modes = ['enforce', 'audit', 'warn'];
  return Object.fromEntries(modes.map((mode) => [`pod-security.kubernetes.io/${mode}`, level]));
}

/** The label of the pods that may connect to Redis. */
export const QUEUE_COMPONENT = { 'app.kubernetes.io/component': 'ticket-queue' } as const;
