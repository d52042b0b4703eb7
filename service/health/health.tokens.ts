/** Token of the `FeatureHealth` of each feature that this process runs. */
export const FEATURE_HEALTH = Symbol('FeatureHealth');
