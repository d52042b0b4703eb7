local deadline, counter, key, now = unpack(ARGV)
if late(deadline) then return LATE end
generation()
if key ~= '' then
  local earlier = redis.call('HGET', REQUESTS, 'call ' .. key)
  if earlier then return redis.call('HGET', TICKETS, string.sub(earlier, 12)) end
end
local first = redis.call('ZRANGE', WAITING, 0, 0)[1]
if not first then return nil end
local ticket = get(first)
ticket.state, ticket.calledAt, ticket.counter, ticket.calls = 'called', now, counter, integer(tonumber(ticket.calls) + 1)
if key ~= '' then redis.call('HSET', REQUESTS, 'call ' .. key, ticket.day .. ' ' .. first) end
return put(ticket, 'call', now)
