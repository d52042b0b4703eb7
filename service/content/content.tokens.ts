/** Token of the collections loaded from `collections/`. */
export const COLLECTIONS = Symbol('Collections');

/** Token of the `ContentSource`. */
export const CONTENT_SOURCE = Symbol('ContentSource');

/** Token of `ContentConfig`. */
export const CONTENT_CONFIG = Symbol('ContentConfig');

/** Token of the function that returns the cache policy of a collection. */
export const CACHE_POLICY = Symbol('CachePolicy');

/** Token of `Offload`. */
export const OFFLOAD = Symbol('Offload');

/** Token of the `FeatureHealth` of the content. */
export const CONTENT_HEALTH = Symbol('ContentHealth');

/** Token of the `FeatureOperations` of the content. */
export const CONTENT_OPERATIONS = Symbol('ContentOperations');
