import type { IScaledObject } from '@kubernetes-models/keda/keda.sh/v1alpha1/ScaledObject';

/** KEDA's autoscaler (https://keda.sh/docs/2.18/reference/scaledobject-spec/). */
export type ScaledObject = IScaledObject;
