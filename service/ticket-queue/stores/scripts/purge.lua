-- Processes part of the tickets or requests, so that no single call blocks the queue.
local what, cursor, before = unpack(ARGV)
local page = redis.call('HSCAN', what == 'tickets' and TICKETS or REQUESTS, cursor, 'COUNT', 500)
local gone = 0
for index = 1, #page[2], 2 do
  local field, value = page[2][index], page[2][index + 1]
  if what == 'requests' then
    if string.sub(value, 1, 10) < before then redis.call('HDEL', REQUESTS, field) end
  else
    local ticket = cjson.decode(value)
    if ticket.day < before and ticket.state ~= 'waiting' and ticket.state ~= 'called' then
      gone = gone + redis.call('HDEL', TICKETS, field)
    end
  end
end
return { page[1], gone }
