/** Token of the `Access` that authenticates requests. */
export const ACCESS = Symbol('Access');

/** Token of the `Resource` that the guards of a feature's module protect. */
export const PROTECTED_RESOURCE = Symbol('ProtectedResource');
