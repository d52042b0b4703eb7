local number, origin, format, collected, count, bytes, lines, before, after, most, mostOrigins = unpack(ARGV)
if after ~= '' then
  local recorded = redis.call('HGET', POSITIONS, origin) or ''
  if recorded == after then return 'already appended' end
  if recorded ~= before then return 'moved' end
end
local waiting = tonumber(redis.call('HGET', META, 'bytes') or 0)
if waiting > 0 and waiting + bytes > tonumber(most) then return 'full' end
if isNamedBySender(origin) and redis.call('HEXISTS', ORIGINS, origin) == 0 then
  if tonumber(redis.call('HGET', META, 'http-origins') or 0) >= tonumber(mostOrigins) then return 'too many origins' end
  countOrigin(origin)
  redis.call('HSET', ORIGINS, origin, cjson.encode({ read = 0, unreadable = 0 }))
end
add(number, origin, format, collected, count, bytes, lines)
redis.call('HINCRBY', META, 'bytes', bytes)
if after ~= '' then redis.call('HSET', POSITIONS, origin, after) end
return 'appended'
