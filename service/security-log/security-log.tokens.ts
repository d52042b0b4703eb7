/** Token of `SecurityLogConfig`. */
export const SECURITY_LOG_CONFIG = Symbol('SecurityLogConfig');

/** Token of the `SecurityLogStores`. */
export const SECURITY_LOG_STORES = Symbol('SecurityLogStores');

/** Token of the `LineQueue`. */
export const LINE_QUEUE = Symbol('LineQueue');

/** Token of the `FindingStore`. */
export const FINDING_STORE = Symbol('FindingStore');

/** Token of the `BlocklistStore`. */
export const BLOCKLIST_STORE = Symbol('BlocklistStore');

/** Token of the `FeatureHealth` of the security log. */
export const SECURITY_LOG_HEALTH = Symbol('SecurityLogHealth');
