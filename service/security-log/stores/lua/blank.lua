-- Replaces the lines of a dead letter, which gets a new id. What it occupies remains reserved.
local id, lines = ARGV[1], ARGV[2]
local entry = redis.call('XRANGE', DEAD, id, id)[1]
if not entry then return 0 end
local values = entry[2]
for index = 1, #values, 2 do
  if values[index] == 'lines' then values[index + 1] = lines end
end
redis.call('XADD', DEAD, '*', unpack(values))
redis.call('XDEL', DEAD, id)
return 1
