-- Deletes part of what is old, so that no single call blocks the queue. Returns the number of findings deleted, and whether more is left.
local findings, lines, actors, most = unpack(ARGV)
local function old(index, before) return redis.call('ZRANGEBYSCORE', index, '-inf', '(' .. before, 'LIMIT', 0, most) end
local oldFindings, oldActors = old(FINDINGS_BY_LAST, findings), old(ACTORS_BY_LAST, actors)
for _, id in ipairs(oldFindings) do
  redis.call('HDEL', FINDINGS, id)
  redis.call('ZREM', FINDINGS_BY_LAST, id)
end
for _, key in ipairs(oldActors) do
  redis.call('HDEL', ACTORS, key)
  redis.call('ZREM', ACTORS_BY_LAST, key)
end
-- Ids of dead letters begin with the time of burial.
local dead = redis.call('XRANGE', DEAD, '-', '(' .. lines, 'COUNT', 100)
for _, entry in ipairs(dead) do
  redis.call('HINCRBY', META, 'bytes', -fields(entry).bytes)
  redis.call('XDEL', DEAD, entry[1])
end
return { #oldFindings, math.max(#oldFindings, #oldActors) == tonumber(most) or #dead == 100 }
