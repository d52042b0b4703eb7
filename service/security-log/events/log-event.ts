/** What every event says, whatever its format. */
interface EventBase {
  /** Milliseconds since the epoch, in UTC; undefined where the line gives no time, and the time of collection is used. */
  readonly time: number | undefined;
  /**
   * Canonical address of the client (RFC 5952 for IPv6), a host name where the log has only that, or a network such as
   * 203.0.113.0/24 where it shortens addresses; undefined where it has none, or none that is certain.
   */
  readonly client: string | undefined;
  /** How often it happened: `message repeated N times` gives N. */
  readonly count: number;
  /** What was contacted: virtual host, machine or unit; undefined where the line does not say. */
  readonly target: string | undefined;
}

/** An HTTP request that was answered. */
export interface HttpEvent extends EventBase {
  readonly kind: 'http';
  /** As sent; empty where the request line is not `METHOD target HTTP/x`. */
  readonly method: string;
  /** The request target as sent, not decoded; the whole request line where it could not be split. */
  readonly url: string;
  /** Such as `HTTP/1.1`; empty where it was not sent. */
  readonly protocol: string;
  /** Status code; 0 where the log has none. */
  readonly status: number;
  /** Bytes of the body sent; 0 where the log has none. */
  readonly bytes: number;
  readonly referrer: string;
  readonly userAgent: string;
  /** Authenticated user, or the empty string. */
  readonly user: string;
}

/** An attempt to sign in. */
export interface LoginEvent extends EventBase {
  readonly kind: 'login';
  /** `failed`: a wrong credential; `invalid-user`: the account does not exist; `refused`: the account may not sign in; `accepted`. */
  readonly outcome: 'failed' | 'invalid-user' | 'refused' | 'accepted';
  /**
   * Whether it counts as an attempt: one for each credential tried. A line about the same connection, such as PAM's next to
   * sshd's, is related only, and counted where nothing else was logged for its connection. `publickey` of an account that
   * exists, and `none`, are how a client begins: they are never counted.
   */
  readonly isAttempt: boolean;
  /** Program: `sshd`, `nginx`, `apache`, or the name in the syslog tag. */
  readonly service: string;
  /** Account name as sent; empty where the line has none. */
  readonly user: string;
  /** Such as `password`, `publickey`, `none`, or `pam` for a line that PAM wrote; empty where the line has none. */
  readonly method: string;
  /** Identifies the connection, such as `host sshd[123]`, so that related lines are joined; empty where the line has none. */
  readonly connection: string;
}

/** Abuse of a protocol: a failed handshake, no identification, a request that cannot be read. */
export interface ProtocolEvent extends EventBase {
  readonly kind: 'protocol';
  readonly service: string;
  /** `handshake`, `negotiation`, `identification`, `invalid-request`, `timeout`, `closed`, `too-many-attempts`. */
  readonly reason:
    'handshake' | 'negotiation' | 'identification' | 'invalid-request' | 'timeout' | 'closed' | 'too-many-attempts';
  readonly detail: string;
  readonly connection: string;
}

/** A server refused or did not find something, as its error log tells. */
export interface ServerErrorEvent extends EventBase {
  readonly kind: 'server-error';
  readonly service: string;
  /** `forbidden`: denied by a rule; `missing`: file or script not found; `limited`: a rate limit; `firewall`: a web application firewall; `error`: anything else. */
  readonly reason: 'forbidden' | 'missing' | 'limited' | 'firewall' | 'error';
  /** URL or path that was asked for; empty where the line has none. */
  readonly url: string;
  readonly method: string;
  /** The message, for evidence. */
  readonly detail: string;
}

/** A file that an antivirus scanner found infected. */
export interface VirusEvent extends EventBase {
  readonly kind: 'virus';
  readonly path: string;
  readonly signature: string;
}

/** A line of the summary of an antivirus scan, which has several: their sums are the totals. */
export interface ScanEvent extends EventBase {
  readonly kind: 'scan';
  readonly infected: number;
  readonly scanned: number;
}

/** fail2ban acted on an address. */
export interface BanEvent extends EventBase {
  readonly kind: 'ban';
  readonly action: 'found' | 'ban' | 'unban' | 'restore';
  readonly jail: string;
}

/** A request to the Kubernetes API. */
export interface KubernetesEvent extends EventBase {
  readonly kind: 'kubernetes';
  readonly verb: string;
  /** Such as `secrets` or `pods/exec`. */
  readonly resource: string;
  readonly namespace: string;
  readonly name: string;
  readonly user: string;
  readonly isAllowed: boolean;
  readonly status: number;
}

/** A use of Kiosque that its audit log or access log tells about. */
export interface KiosqueEvent extends EventBase {
  readonly kind: 'kiosque';
  /** Event of the catalogue in docs/audit.md, such as `key-refused`. */
  readonly event: string;
  readonly outcome: string;
  /** Prefix of the key or name of the person; empty where there is none. */
  readonly credential: string;
}

/** A line that was read and says nothing about security. */
export interface OtherEvent extends EventBase {
  readonly kind: 'other';
}

/** What one log line says. */
export type LogEvent =
  | HttpEvent
  | LoginEvent
  | ProtocolEvent
  | ServerErrorEvent
  | VirusEvent
  | ScanEvent
  | BanEvent
  | KubernetesEvent
  | KiosqueEvent
  | OtherEvent;
