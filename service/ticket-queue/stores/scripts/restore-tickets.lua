local added = 0
for _, json in ipairs(ARGV) do
  local ticket = cjson.decode(json)
  if redis.call('HSETNX', TICKETS, ticket.token, json) == 1 then
    added = added + 1
    if ticket.state == 'waiting' then redis.call('ZADD', WAITING, ticket.order, ticket.token) end
    if ticket.state == 'called' then redis.call('ZADD', CALLED, ticket.calledAt, ticket.token) end
  end
end
-- An id without an event: followers notice the gap and reload.
if added > 0 then redis.call('HINCRBY', SEQUENCE, 'event', 1) end
return added
