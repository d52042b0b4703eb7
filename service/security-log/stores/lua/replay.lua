local replayed = 0
for _, id in ipairs(ARGV) do
  local entry = redis.call('XRANGE', DEAD, id, id)[1]
  if entry then
    local dead = fields(entry)
    add(dead.partition, dead.origin, dead.format, dead.collected, dead.count, dead.bytes, dead.lines)
    redis.call('XDEL', DEAD, id)
    replayed = replayed + 1
  end
end
return replayed
