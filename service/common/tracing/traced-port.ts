import { activeTracing } from './tracing.ts';

/** What a port leads to. */
export interface TracedDependency {
  readonly dependency: 'redis' | 'sqlite' | 'azure-blob' | 'file-system';
  /** Comes before the names of the methods in the names of the spans: `access.`. @default none */
  readonly prefix?: string;
}

/** Returns a port whose calls run in spans named like its methods; the port itself if tracing is off. */
export function tracedPort<Port extends object>(port: Port, { dependency, prefix = '' }: TracedDependency): Port {
  const tracing = activeTracing();
  if (tracing === undefined) return port;
  const attributes = {
    'kiosque.dependency': dependency,
    ...(dependency === 'sqlite' && { 'db.system.name': dependency }),
  };
  return new Proxy(port, {
    get(target, name) {
      // Private members exist on the target only.
      const member: unknown = Reflect.get(target, name, target);
      if (typeof member !== 'function' || typeof name === 'symbol') return member;
      const start = { name: `${prefix}${name}`, attributes };
      return (...args: unknown[]): unknown =>
        tracing.withSpan(start, () => Reflect.apply(member, target, args) as unknown);
    },
  });
}
