-- Prepended to each script. All keys of a queue share one hash tag, so that they are on one node of a cluster.
local TICKETS, WAITING, CALLED, REQUESTS, SEQUENCE, EVENTS = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6]

-- Writes not yet replicated or flushed to disk are lost in a failover or a crash. A server that has not served this
-- queue before skips as many numbers as can be lost (SKIPPED), so that none is issued twice.

local function generation()
  local run = string.match(redis.call('INFO', 'server'), 'run_id:(%x+)')
  if not run or redis.call('HGET', SEQUENCE, 'run') == run then return end
  redis.call('HSET', SEQUENCE, 'run', run)
  for _, field in ipairs(redis.call('HKEYS', SEQUENCE)) do
    if field == 'event' or string.sub(field, 1, 7) == 'series ' then redis.call('HINCRBY', SEQUENCE, field, SKIPPED) end
  end
end

-- A delayed command (frozen server, stalled network) must not run after its sender has timed out.
-- The deadline is by this server's clock, in milliseconds; 0 means none.
local function late(deadline)
  local time = redis.call('TIME')
  return deadline ~= '0' and time[1] * 1000 + time[2] / 1000 > tonumber(deadline)
end
local LATE = { err = 'LATE the command arrived after its deadline and was not executed' }

local function integer(number) return string.format('%.0f', number) end

-- A ticket is stored as JSON with numbers as strings: cjson writes fourteen digits, and microseconds have sixteen.
local function get(token)
  local json = redis.call('HGET', TICKETS, token)
  return json and cjson.decode(json) or nil
end

local function put(ticket, kind, now)
  local json = cjson.encode(ticket)
  redis.call('HSET', TICKETS, ticket.token, json)
  if ticket.state == 'waiting' then redis.call('ZADD', WAITING, ticket.order, ticket.token)
  else redis.call('ZREM', WAITING, ticket.token) end
  if ticket.state == 'called' then redis.call('ZADD', CALLED, ticket.calledAt, ticket.token)
  else redis.call('ZREM', CALLED, ticket.token) end
  local id = redis.call('HINCRBY', SEQUENCE, 'event', 1)
  redis.call('XADD', EVENTS, 'MAXLEN', KEPT, id .. '-0', 'at', now, 'type', kind, 'ticket', json)
  return json
end

-- Returns the ticket as JSON, and the number of tickets ahead while it is waiting.
local function placed(token)
  local json = redis.call('HGET', TICKETS, token)
  return json and { json, redis.call('ZRANK', WAITING, token) or 0 } or nil
end
