import type { NamedMutant } from './named-mutant.ts';

const STORES = 'service/ticket-queue/stores';

/** What a change breaks, the text to change, what stands there instead, and the spec that must fail: `ticket-store` by default. */
type Change = readonly [name: string, find: string, replace: string, spec?: string];

/** By script. Stryker does not change Lua, so every condition and bound has one here. */
const CHANGES: Readonly<Record<string, readonly Change[]>> = {
  common: [
    ['event ids are not skipped after a failover', "field == 'event' or string.sub", 'string.sub', 'store-failures'],
    [
      'Redis keeps an ended ticket among the called ones',
      "redis.call('ZREM', CALLED, ticket.token)",
      "redis.call('ZSCORE', CALLED, ticket.token)",
    ],
    ['Redis keeps events for ever', "'MAXLEN', KEPT, ", '', 'ticket-store-limits'],
    [
      'every change in Redis skips numbers',
      " or redis.call('HGET', SEQUENCE, 'run') == run then return end",
      ' then return end',
    ],
    [
      'ticket numbers are not skipped after a failover',
      "field == 'event' or string.sub(field, 1, 7) == 'series '",
      "field == 'event'",
      'store-failures',
    ],
    ['Redis rejects a command without a deadline', "deadline ~= '0' and ", ''],
    ['Redis rounds microseconds', "string.format('%.0f', number)", 'tostring(number)'],
    ['Redis keeps a called ticket in the line', "  else redis.call('ZREM', WAITING, ticket.token) end\n", '  end\n'],
    ['events in Redis have no time', "'at', now, 'type'", "'at', '0', 'type'"],
    ['all events in Redis are issues', "'type', kind", "'type', 'issue'"],
    [
      'Redis counts the tickets behind one instead of those ahead',
      "redis.call('ZRANK', WAITING, token)",
      "redis.call('ZREVRANK', WAITING, token)",
    ],
    ['Redis counts a ticket ahead of a called one', ' or 0 } or nil', ' or 1 } or nil'],
  ],
  issue: [
    ['a ticket is issued after its deadline', 'if late(deadline) then return LATE end\n', '', 'redis-scripts'],
    ['a ticket is issued without skipping numbers after a failover', 'generation()\n', '', 'redis-scripts'],
    [
      'a repeated request issues another ticket in Redis',
      '  if earlier then return placed(string.sub(earlier, 12)) end\n',
      '',
    ],
    [
      'Redis does not remember requests for tickets',
      "if key ~= '' then redis.call('HSET', REQUESTS, 'issue ' .. key, day .. ' ' .. token) end\n",
      '',
    ],
    ['Redis issues one ticket too many', '>= tonumber(maxWaiting)', '> tonumber(maxWaiting)'],
    ['a queue without a limit is full in Redis', "maxWaiting ~= '0' and ", ''],
    [
      'called tickets count as waiting in Redis',
      "redis.call('ZCARD', WAITING) >=",
      "redis.call('ZCARD', WAITING) + redis.call('ZCARD', CALLED) >=",
    ],
    ['Redis issues the highest known number again', 'sequence <= tonumber(above)', 'sequence < tonumber(above)'],
    ['Redis issues the number after a lost one', 'tonumber(above) + SKIPPED', 'tonumber(above) + 1'],
    [
      'Redis does not store the number it continued with',
      "  redis.call('HSET', SEQUENCE, 'series ' .. series, integer(sequence))\n",
      '',
    ],
    ['two tickets arrive at the same time in Redis', ' or 0) + 1)', ' or 0))'],
    [
      'the line in Redis follows a clock that goes back',
      "math.max(tonumber(now) * 1000, tonumber(redis.call('HGET', SEQUENCE, 'arrival') or 0) + 1)",
      'tonumber(now) * 1000',
    ],
    ['Redis does not store the last arrival', "redis.call('HSET', SEQUENCE, 'arrival', integer(arrival))\n", ''],
    ['Redis does not mark numbers after a restore', "(mark and mark .. '-' or '')", "''"],
    ['Redis ignores head starts', ' - tonumber(headStart) * 1000000', ''],
    ['requests in Redis do not expire by day', "day .. ' ' .. token", "series .. ' ' .. token"],
  ],
  call: [
    ['a call skips no event ids after a failover', 'generation()\n', '', 'redis-scripts'],
    ['a call is executed after its deadline', 'if late(deadline) then return LATE end\n', '', 'redis-scripts'],
    [
      'a repeated request calls another ticket in Redis',
      "  if earlier then return redis.call('HGET', TICKETS, string.sub(earlier, 12)) end\n",
      '',
    ],
    [
      'Redis does not remember calls',
      "if key ~= '' then redis.call('HSET', REQUESTS, 'call ' .. key, ticket.day .. ' ' .. first) end\n",
      '',
    ],
    ['Redis calls the last ticket', '0, 0)[1]', '-1, -1)[1]'],
    ['Redis calls a ticket of an empty line', 'if not first then return nil end\n', ''],
    ['a ticket that is called again in Redis counts as called once', 'integer(tonumber(ticket.calls) + 1)', "'1'"],
    [
      'calls and tickets share request keys in Redis',
      "'HGET', REQUESTS, 'call ' .. key",
      "'HGET', REQUESTS, 'issue ' .. key",
    ],
    ['Redis forgets calls of today', "ticket.day .. ' ' .. first", "'0000-00-00 ' .. first"],
  ],
  transition: [
    ['a transition skips no event ids after a failover', 'generation()\n', '', 'redis-scripts'],
    ['a transition is executed after its deadline', 'if late(deadline) then return LATE end\n', '', 'redis-scripts'],
    ['Redis does not count a recall', 'now, integer(tonumber(ticket.calls) + 1)', 'now, ticket.calls'],
    [
      'Redis does not store when a ticket ended',
      'ticket.state, ticket.endedAt = ENDS[transition], now',
      'ticket.state = ENDS[transition]',
    ],
    [
      'Redis allows every transition',
      "if not string.find(from, ' ' .. ticket.state .. ' ', 1, true) then return '!' .. ticket.state end\n",
      '',
    ],
    ['Redis reports a wrong state', "return '!' .. ticket.state", "return '!waiting'"],
    ['Redis fails on an unknown ticket', "if not ticket then return '?' end\n", ''],
    [
      'Redis does not store the time of a recall',
      'ticket.calledAt, ticket.calls = now, integer',
      'ticket.calls = integer',
    ],
    [
      'a requeued ticket in Redis keeps the time of its call',
      "'waiting', nil, nil, nil",
      "'waiting', ticket.calledAt, nil, nil",
    ],
    ['a requeued ticket in Redis keeps its counter', "'waiting', nil, nil, nil", "'waiting', nil, ticket.counter, nil"],
    [
      'a requeued ticket in Redis keeps the time of its end',
      "'waiting', nil, nil, nil",
      "'waiting', nil, nil, ticket.endedAt",
    ],
    ['a no-show is cancelled in Redis', "['no-show'] = 'no-show'", "['no-show'] = 'cancelled'"],
    ['a cancelled ticket is completed in Redis', "cancel = 'cancelled'", "cancel = 'completed'"],
    ['states are patterns in Redis', ', 1, true)', ', 1)'],
    ['all transitions in Redis are calls', 'put(ticket, transition, now)', "put(ticket, 'call', now)"],
  ],
  snapshot: [
    ['Redis returns all called tickets', '0, SHOWN - 1', '0, -1', 'ticket-store-limits'],
    ['Redis returns one ticket of the line too many', '0, limit - 1', '0, limit'],
    ['Redis returns the whole line for a limit of zero', 'limit == 0 and {} or ', ''],
    ['Redis lists the earliest call first', "'ZREVRANGE'", "'ZRANGE'"],
    [
      'Redis tells its time to the second only',
      'time[1] * 1000 + math.floor(time[2] / 1000)',
      'time[1] * 1000',
      'redis-scripts',
    ],
    ['Redis returns one called ticket too many', 'SHOWN - 1', 'SHOWN', 'ticket-store-limits'],
    ['an empty queue in Redis has an event', " or '0', now", " or '1', now"],
    ['Redis cannot return an empty list', '#tokens == 0 and {} or ', ''],
  ],
  purge: [
    ['Redis never deletes request keys', "redis.call('HDEL', REQUESTS, field)", 'gone = 0'],
    ['Redis deletes a ticket of yesterday that is being served', " and ticket.state ~= 'called'", ''],
    ['Redis purges requests of today', 'string.sub(value, 1, 10) < before', 'string.sub(value, 1, 10) <= before'],
    ['Redis purges tickets of today', 'ticket.day < before', 'ticket.day <= before'],
    ['Redis deletes a waiting ticket of yesterday', "ticket.state ~= 'waiting' and ", ''],
    ['Redis does not count purged tickets', 'gone = gone + redis.call', 'redis.call'],
    ['Redis purges only the first page', 'return { page[1], gone }', "return { '0', gone }", 'ticket-store-limits'],
  ],
  'restore-tickets': [
    [
      'followers do not notice a restore in Redis',
      "if added > 0 then redis.call('HINCRBY', SEQUENCE, 'event', 1) end",
      '',
      'ticket-store-limits',
    ],
    [
      'restoring overwrites tickets in Redis',
      "if redis.call('HSETNX', TICKETS, ticket.token, json) == 1 then",
      "redis.call('HSET', TICKETS, ticket.token, json)\n  if true then",
    ],
    [
      'Redis counts tickets that it already has as restored',
      "if redis.call('HSETNX', TICKETS, ticket.token, json) == 1 then",
      "redis.call('HSETNX', TICKETS, ticket.token, json)\n  if true then",
    ],
    [
      'restored tickets do not wait in Redis',
      "    if ticket.state == 'waiting' then redis.call('ZADD', WAITING, ticket.order, ticket.token) end\n",
      '',
    ],
    ['all restored tickets wait in Redis', "if ticket.state == 'waiting' then", 'if true then'],
    [
      'restored tickets are not called in Redis',
      "    if ticket.state == 'called' then redis.call('ZADD', CALLED, ticket.calledAt, ticket.token) end\n",
      '',
    ],
    [
      'tickets that ended are restored as called in Redis',
      "if ticket.state == 'called' then",
      'if ticket.calledAt then',
    ],
    ['each restore in Redis counts as a change', 'if added > 0 then', 'if true then', 'ticket-store-limits'],
  ],
  'restore-counters': [
    ['restoring overwrites higher counters in Redis', 'math.max(own, tonumber(value))', 'tonumber(value)'],
    [
      'Redis does not store the mark of a restore',
      "  if string.sub(name, 1, 7) == 'series ' then redis.call('HSET', SEQUENCE, 'mark ' .. string.sub(name, 8), mark) end\n",
      '',
    ],
    ['restored counters in Redis look like nothing happened', "redis.call('HINCRBY', SEQUENCE, 'event', 1)", ''],
    [
      'Redis rounds restored counters',
      'integer(math.max(own, tonumber(value)))',
      'tostring(math.max(own, tonumber(value)))',
    ],
    ['Redis skips the first restored counter', 'for index = 2,', 'for index = 4,'],
  ],
};

/** Mutants of the Lua scripts. */
export const REDIS_SCRIPTS_MUTANTS: readonly NamedMutant[] = Object.entries(CHANGES).flatMap(([script, changes]) =>
  changes.map(([name, find, replace, spec = 'ticket-store']) => ({
    name,
    file: `${STORES}/scripts/${script}.lua`,
    find,
    replace,
    specs: [`${STORES}/${spec}.e2e-spec.ts`],
  })),
);
