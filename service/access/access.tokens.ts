/** Token of the `Access` that authenticates requests. */
export const ACCESS = Symbol('Access');

/** Token of the `AccessStore`. */
export const ACCESS_STORE = Symbol('AccessStore');

/** Token of the `SignIn`; its value is undefined without OIDC_CLIENT_ID. */
export const SIGN_IN = Symbol('SignIn');

/** Token of the `Resource` that the guards of a feature's module protect. */
export const PROTECTED_RESOURCE = Symbol('ProtectedResource');
