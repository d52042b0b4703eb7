local token, day, prefix, priority, headStart, key, now = unpack(ARGV)
generation()
if key ~= '' then
  local earlier = redis.call('HGET', REQUESTS, 'issue ' .. key)
  if earlier then return redis.call('HGET', TICKETS, string.sub(earlier, 12)) end
end
local sequence = redis.call('HINCRBY', SEQUENCE, 'day ' .. day, 1)
local arrival = math.max(tonumber(now) * 1000, tonumber(redis.call('HGET', SEQUENCE, 'arrival') or 0) + 1)
redis.call('HSET', SEQUENCE, 'arrival', integer(arrival))
local number = string.format('%03d', sequence)
if prefix ~= '' then number = prefix .. '-' .. number end
if key ~= '' then redis.call('HSET', REQUESTS, 'issue ' .. key, day .. ' ' .. token) end
return put({
  token = token, day = day, sequence = integer(sequence), number = number, priority = priority, state = 'waiting',
  issuedAt = now, order = integer(arrival - tonumber(headStart) * 1000000), calls = '0',
}, 'issue', now)
