local oldest
for number = 0, PARTITIONS - 1 do
  local first = redis.call('XRANGE', partition(number), '-', '+', 'COUNT', 1)[1]
  if first then oldest = math.min(oldest or math.huge, tonumber(fields(first).collected)) end
end
return { redis.call('HGET', META, 'lines') or '0', oldest and integer(oldest) or '', redis.call('XLEN', DEAD) }
