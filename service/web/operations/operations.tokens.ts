/** Token of the scopes that include the operations page, in addition to `admin`. */
export const OVERSEERS = Symbol('Overseers');
