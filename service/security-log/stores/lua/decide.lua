-- Stores a decision instead of those that it replaces and those that have expired. Returns its number; 0 if there are too many.
local kind, network, now, most, json = ARGV[1], ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4]), ARGV[5]
local all, replaced = redis.call('HGETALL', DECISIONS), {}
for index = 1, #all, 2 do
  local other = cjson.decode(all[index + 1])
  local isSame = other.network == network and (other.kind == kind or (kind == 'unblock' and other.kind == 'block'))
  local ends = other['until']
  if isSame or (type(ends) == 'number' and ends <= now) then replaced[#replaced + 1] = all[index] end
end
if #all / 2 - #replaced >= most then return 0 end
for _, id in ipairs(replaced) do redis.call('HDEL', DECISIONS, id) end
local id = redis.call('HINCRBY', META, 'decision', 1)
redis.call('HSET', DECISIONS, integer(id), json)
redis.call('HINCRBY', BLOCKLIST, 'revision', 1)
return id
