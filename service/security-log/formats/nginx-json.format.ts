import { fieldOf, jsonAccess } from './json-access.ts';
import type { AccessKeys } from './json-access.ts';
import type { LogFormat } from './log-format.ts';

/** nginx names its variables; what people call them in a log format differs little. */
const KEYS: AccessKeys = {
  status: ['status', 'status_code', 'response_status', 'http_status'],
  peer: ['remote_addr', 'remote_address', 'remote_ip', 'client_ip', 'clientip', 'client', 'ip', 'realip_remote_addr'],
  forwarded: [
    'http_x_forwarded_for',
    'x_forwarded_for',
    'x-forwarded-for',
    'xff',
    'forwarded_for',
    'proxy_add_x_forwarded_for',
  ],
  time: ['time_iso8601', 'time_local', 'msec', 'time', 'timestamp', '@timestamp', 'ts', 'date'],
  request: ['request', 'request_line'],
  method: ['request_method', 'method', 'verb', 'http_method'],
  url: ['request_uri', 'uri', 'url', 'path', 'request_path', 'document_uri'],
  protocol: ['server_protocol', 'protocol', 'http_version'],
  bytes: ['body_bytes_sent', 'bytes_sent', 'bytes', 'size', 'response_size'],
  referrer: ['http_referer', 'http_referrer', 'referer', 'referrer'],
  userAgent: ['http_user_agent', 'user_agent', 'userAgent', 'agent', 'ua'],
  user: ['remote_user', 'user', 'auth_user'],
  host: ['host', 'http_host', 'server_name', 'vhost', 'domain'],
};

/** nginx access log in JSON (`escape=json` or not), with the usual names of its fields. */
export const nginxJson: LogFormat = {
  name: 'nginx-json',
  read(_line, context) {
    const { json } = context;
    if (json === undefined || fieldOf(json, KEYS.peer) === '') return undefined;
    return jsonAccess(json, KEYS, context);
  },
};
