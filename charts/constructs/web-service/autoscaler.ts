import { Duration } from 'cdk8s';
import { HorizontalPodAutoscaler, Metric, MetricTarget, Replicas, ScalingStrategy } from 'cdk8s-plus-28';
import type { Deployment } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import { commonLabels } from '../labels.ts';
import type { WebServiceProps } from './web-service.props.ts';

/** Up at once, doubling at most every 15 s; down one pod a minute, after five quiet minutes. */
export function autoscaler(scope: Construct, props: WebServiceProps, target: Deployment): HorizontalPodAutoscaler {
  return new HorizontalPodAutoscaler(scope, 'HorizontalPodAutoscaler', {
    metadata: { name: props.name, labels: commonLabels(props.name) },
    target,
    minReplicas: props.replicas.minimum,
    maxReplicas: props.replicas.maximum,
    metrics: [Metric.resourceCpu(MetricTarget.averageUtilization(props.targetCpuPercent ?? 70))],
    scaleUp: {
      stabilizationWindow: Duration.seconds(0),
      strategy: ScalingStrategy.MAX_CHANGE,
      policies: [
        { replicas: Replicas.percent(100), duration: Duration.seconds(15) },
        { replicas: Replicas.absolute(2), duration: Duration.seconds(15) },
      ],
    },
    scaleDown: {
      stabilizationWindow: Duration.minutes(5),
      policies: [{ replicas: Replicas.absolute(1), duration: Duration.minutes(1) }],
    },
  });
}
