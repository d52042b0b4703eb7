local deadline, token, day, series, above, prefix, priority, headStart, maxWaiting, key, now = unpack(ARGV)
if late(deadline) then return LATE end
generation()
if key ~= '' then
  local earlier = redis.call('HGET', REQUESTS, 'issue ' .. key)
  if earlier then return placed(string.sub(earlier, 12)) end
end
if maxWaiting ~= '0' and redis.call('ZCARD', WAITING) >= tonumber(maxWaiting) then return 'full' end
local sequence = redis.call('HINCRBY', SEQUENCE, 'series ' .. series, 1)
if sequence <= tonumber(above) then
  sequence = tonumber(above) + SKIPPED
  redis.call('HSET', SEQUENCE, 'series ' .. series, integer(sequence))
end
local arrival = math.max(tonumber(now) * 1000, tonumber(redis.call('HGET', SEQUENCE, 'arrival') or 0) + 1)
redis.call('HSET', SEQUENCE, 'arrival', integer(arrival))
local mark = redis.call('HGET', SEQUENCE, 'mark ' .. series)
if key ~= '' then redis.call('HSET', REQUESTS, 'issue ' .. key, day .. ' ' .. token) end
put({
  token = token, day = day, sequence = integer(sequence), priority = priority, state = 'waiting',
  number = prefix .. '-' .. (mark and mark .. '-' or '') .. string.format('%03d', sequence),
  issuedAt = now, order = integer(arrival - tonumber(headStart) * 1000000), calls = '0',
}, 'issue', now)
return placed(token)
