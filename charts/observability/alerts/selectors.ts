import { PROBES } from '../../../service/contract.ts';

const REQUESTS = 'kiosque_http_request_duration_seconds_count';

/** All requests except those of the kubelet's probes. */
export const CLIENT_REQUESTS = `${REQUESTS}{$scope, route!~"${PROBES.join('|')}"}`;

/** Reads of events, news and FAQ, as pages and through the API. */
export const CONTENT_READS = {
  all: `${REQUESTS}{$scope, method=~"GET|HEAD", route=~"(?:/api)?/:collection(?:/:id)?"}`,
  failed: `${REQUESTS}{$scope, method=~"GET|HEAD", route=~"(?:/api)?/:collection(?:/:id)?", status=~"5.."}`,
} as const;

const TICKET_ROUTES = '/api/queues/:queue/(?:tickets|calls).*|/[^/:]+/(?:take|kiosk|get_ticket|call_ticket|tickets/.+)';

/** Tickets taken, called and changed: through the API, the pages and the classic interface. */
export const TICKET_CHANGES = {
  all: `${REQUESTS}{$scope, method="POST", route=~"${TICKET_ROUTES}"}`,
  failed: `${REQUESTS}{$scope, method="POST", route=~"${TICKET_ROUTES}", status=~"5.."}`,
} as const;
