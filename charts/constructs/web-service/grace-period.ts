import { Duration } from 'cdk8s';
import { CONTRACT } from '../../../service/contract.ts';

/** Time for answers under way to end, once the service takes no more requests. */
const LAST_ANSWERS_SECONDS = 15;

/** From the first sign of the end to SIGKILL: the pre-stop sleep, the service's own drain, the last answers. */
export function gracePeriod(preStopSeconds: number): Duration {
  return Duration.seconds(preStopSeconds + CONTRACT.drainSeconds + LAST_ANSWERS_SECONDS);
}
