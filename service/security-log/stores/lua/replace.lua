-- Replaces or deletes values that were read before, unless they have changed since. Arguments: the kind, then triples of field, old and
-- new value; an empty new value deletes. Returns the number of changes.
local HASHES = { finding = FINDINGS, actor = ACTORS, origin = ORIGINS }
local INDEXES = { finding = FINDINGS_BY_LAST, actor = ACTORS_BY_LAST }
local kind, changed = ARGV[1], 0
for index = 2, #ARGV, 3 do
  local field, old, new = ARGV[index], ARGV[index + 1], ARGV[index + 2]
  if redis.call('HGET', HASHES[kind], field) == old then
    changed = changed + 1
    if new ~= '' then redis.call('HSET', HASHES[kind], field, new)
    else
      redis.call('HDEL', HASHES[kind], field)
      if INDEXES[kind] then redis.call('ZREM', INDEXES[kind], field) end
    end
  end
end
return changed
