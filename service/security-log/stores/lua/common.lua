-- Prepended to each script. All keys share one hash tag, so that they are on one node of a cluster.
local META, POSITIONS, ORIGINS, ACTORS, ACTORS_BY_LAST = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local FINDINGS, FINDINGS_BY_LAST, DEAD, LEASES, ANALYSERS = KEYS[6], KEYS[7], KEYS[8], KEYS[9], KEYS[10]

-- One stream for each partition: the lines of an origin are all in the same one, which one analyser reads at a time.
local function partition(number) return KEYS[11 + number] end

local BLOCKLIST, DECISIONS = KEYS[11 + PARTITIONS], KEYS[12 + PARTITIONS]

local function integer(number) return string.format('%.0f', number) end

local function fields(entry)
  local found = {}
  for index = 1, #entry[2], 2 do found[entry[2][index]] = entry[2][index + 1] end
  return found
end

local function milliseconds()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end

-- Whether a batch was delivered to this analyser, which has neither committed it nor lost it to another.
local function isOurs(number, id, owner)
  local pending = redis.call('XPENDING', partition(number), GROUP, id, id, 1)[1]
  return pending and pending[2] == owner
end

-- Takes a batch off its stream and returns its fields. What it occupied is free again, unless it becomes a dead letter.
local function remove(number, id, keepsBytes)
  local entry = redis.call('XRANGE', partition(number), id, id)[1]
  redis.call('XACK', partition(number), GROUP, id)
  if not entry then return nil end
  redis.call('XDEL', partition(number), id)
  local found = fields(entry)
  redis.call('HINCRBY', META, 'lines', -found.count)
  if not keepsBytes then redis.call('HINCRBY', META, 'bytes', -found.bytes) end
  return found
end

local function add(number, origin, format, collected, count, bytes, lines)
  local id = redis.call('HINCRBY', META, 'sequence', 1) .. '-0'
  redis.call('XADD', partition(number), id, 'origin', origin, 'format', format, 'collected', collected,
    'count', count, 'bytes', bytes, 'lines', lines)
  redis.call('HINCRBY', META, 'lines', count)
end

-- Origins of the API are named by senders, and limited.
local function isNamedBySender(origin) return string.sub(origin, 1, 5) == 'http:' end

local function countOrigin(origin)
  if isNamedBySender(origin) then redis.call('HINCRBY', META, 'http-origins', 1) end
end

local function putFinding(id, last, json)
  redis.call('HSET', FINDINGS, id, json)
  redis.call('ZADD', FINDINGS_BY_LAST, last, id)
end
