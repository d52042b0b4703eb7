local mark = ARGV[1]
for index = 2, #ARGV, 2 do
  local name, value = ARGV[index], ARGV[index + 1]
  local own = tonumber(redis.call('HGET', SEQUENCE, name) or 0)
  redis.call('HSET', SEQUENCE, name, integer(math.max(own, tonumber(value))))
  if string.sub(name, 1, 7) == 'series ' then redis.call('HSET', SEQUENCE, 'mark ' .. string.sub(name, 8), mark) end
end
redis.call('HINCRBY', SEQUENCE, 'event', 1)
