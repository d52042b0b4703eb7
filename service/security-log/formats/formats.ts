import { apacheError } from './apache-error.format.ts';
import { clamav } from './clamav.format.ts';
import { combined } from './combined.format.ts';
import { envoy } from './envoy.format.ts';
import { fail2ban } from './fail2ban.format.ts';
import { ingressNginx } from './ingress-nginx.format.ts';
import { kiosque } from './kiosque.format.ts';
import { kubernetesAudit } from './kubernetes-audit.format.ts';
import type { LogFormat } from './log-format.ts';
import { nginxError } from './nginx-error.format.ts';
import { nginxJson } from './nginx-json.format.ts';
import { nginxProxyManager } from './nginx-proxy-manager.format.ts';
import { pam } from './pam.format.ts';
import { sshd } from './sshd.format.ts';
import { traefik } from './traefik.format.ts';

/** Every format, in the order in which a line is offered to them: the more specific before the more general. */
export const LOG_FORMATS: readonly LogFormat[] = [
  sshd,
  pam,
  fail2ban,
  kubernetesAudit,
  kiosque,
  envoy,
  apacheError,
  nginxError,
  nginxProxyManager,
  ingressNginx,
  traefik,
  nginxJson,
  combined,
  clamav,
];
