import { combinedLine } from './combined-line.ts';
import type { Tail } from './combined-line.ts';
import type { LogFormat } from './log-format.ts';

/** Length and time of the request, upstream and alternative upstream, and the addresses of the upstreams. */
const TAIL = / (?:\d{1,15}|-) [\d.-]{1,20} \[([^\]]*)\] \[[^\]]*\] /uy;

/** Access log of the Kubernetes ingress controller for nginx. */
export const ingressNginx: LogFormat = {
  name: 'ingress-nginx',
  read: (line, context) => combinedLine(line, context, readTail),
};

function readTail(line: string, at: number): Tail | undefined {
  TAIL.lastIndex = at;
  const match = TAIL.exec(line);
  if (match === null) return undefined;
  const [, upstream = ''] = match;
  return { target: upstream === '' || upstream === '-' ? undefined : upstream };
}
