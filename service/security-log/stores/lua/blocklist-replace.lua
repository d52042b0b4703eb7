-- Arguments: the revision it was read with, the record, and two lists; an empty one stays as it is.
local revision, record = ARGV[1], ARGV[2]
if (redis.call('HGET', BLOCKLIST, 'revision') or '0') ~= revision then return 0 end
redis.call('HSET', BLOCKLIST, 'record', record)
for index, field in ipairs({ 'current', 'held' }) do
  if ARGV[2 + index] ~= '' then redis.call('HSET', BLOCKLIST, field, ARGV[2 + index]) end
end
return redis.call('HINCRBY', BLOCKLIST, 'revision', 1) and 1
