-- Stores effects and acknowledges batches, both or neither. Arguments: the analyser, then four lists, each after its length.
local owner, at = ARGV[1], 1
local function list(width)
  at = at + 1
  local items = {}
  for index = 1, tonumber(ARGV[at]) do
    local item = {}
    for field = 1, width do item[field] = ARGV[at + (index - 1) * width + field] end
    items[index] = item
  end
  at = at + #items * width
  return items
end
local batches, actors, findings, origins = list(2), list(4), list(3), list(6)

local ours, left = 0, 0
for _, batch in ipairs(batches) do
  if isOurs(batch[1], batch[2], owner) then ours = ours + 1
  else left = left + #redis.call('XRANGE', partition(batch[1]), batch[2], batch[2]) end
end
-- The answer to an earlier attempt was lost.
if ours == 0 and left == 0 then return 'stored' end
if ours < #batches then return 'reassigned' end
for _, actor in ipairs(actors) do
  local stored = redis.call('HGET', ACTORS, actor[1])
  if (stored and string.match(stored, '^%d+') or '0') ~= actor[2] then return 'conflict' end
end

for _, actor in ipairs(actors) do
  local key, version, last, state = unpack(actor)
  redis.call('HSET', ACTORS, key, integer(version + 1) .. ' ' .. last .. ' ' .. state)
  redis.call('ZADD', ACTORS_BY_LAST, last, key)
end
for _, finding in ipairs(findings) do putFinding(finding[1], finding[2], finding[3]) end
for _, more in ipairs(origins) do
  local origin, read, unreadable, example, newest, format = unpack(more)
  local before = redis.call('HGET', ORIGINS, origin)
  if not before then countOrigin(origin) end
  local all = before and cjson.decode(before) or { read = 0, unreadable = 0 }
  all.read, all.unreadable = all.read + read, all.unreadable + unreadable
  if example ~= '' and not all.example then all.example = example end
  if newest ~= '' then all.newest = math.max(all.newest or 0, tonumber(newest)) end
  if format ~= '' then all.format = format end
  redis.call('HSET', ORIGINS, origin, cjson.encode(all))
end
for _, batch in ipairs(batches) do remove(batch[1], batch[2]) end
return 'stored'
