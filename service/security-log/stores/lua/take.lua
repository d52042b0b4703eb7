-- Returns batches for an analyser, as number of the partition, id, number of deliveries, and fields. Everything is one step, so that nobody
-- else reads a partition between taking it over and reading from it.
local owner, duration, most, first = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])

-- Small batches share one step, but it must not delay other commands.
local MOST_BATCHES = 500
local now = milliseconds()
redis.call('HSET', ANALYSERS, owner, integer(now + duration))
local live, count = {}, 0
local analysers = redis.call('HGETALL', ANALYSERS)
for index = 1, #analysers, 2 do
  if tonumber(analysers[index + 1]) < now then redis.call('HDEL', ANALYSERS, analysers[index])
  else
    live[analysers[index]] = true
    count = count + 1
  end
end

local function pending(number)
  return redis.call('XPENDING', partition(number), GROUP, '-', '+', 1, owner)[1]
end

-- The consumer of an analyser that is gone has nothing pending any more: it is forgotten.
local function takeOver(number)
  redis.pcall('XGROUP', 'CREATE', partition(number), GROUP, '0', 'MKSTREAM')
  local cursor = '0-0'
  repeat
    cursor = redis.call('XAUTOCLAIM', partition(number), GROUP, owner, 0, cursor, 'COUNT', 1000, 'JUSTID')[1]
  until cursor == '0-0'
  for _, consumer in ipairs(redis.call('XINFO', 'CONSUMERS', partition(number), GROUP)) do
    if consumer[2] ~= owner then redis.call('XGROUP', 'DELCONSUMER', partition(number), GROUP, consumer[2]) end
  end
  redis.call('HSET', LEASES, number, owner)
end

-- Each analyser reads an equal share of the partitions.
local share = math.ceil(PARTITIONS / count)
local holders, own, mine = {}, 0, {}
for number = 0, PARTITIONS - 1 do
  holders[number] = redis.call('HGET', LEASES, number)
  if holders[number] == owner then own = own + 1 end
end
for offset = 0, PARTITIONS - 1 do
  local number = (first + offset) % PARTITIONS
  local holder = holders[number]
  if holder == owner and own > share and not pending(number) then
    redis.call('HDEL', LEASES, number)
    own = own - 1
  elseif holder == owner then
    mine[#mine + 1] = number
  elseif own < share and (not holder or not live[holder]) then
    takeOver(number)
    own = own + 1
    mine[#mine + 1] = number
  end
end

-- What was delivered and not committed comes again, and alone: only the batch that ends processes reaches the limit of deliveries.
for _, number in ipairs(mine) do
  local again = pending(number)
  while again do
    local entry = redis.call('XCLAIM', partition(number), GROUP, owner, 0, again[1])[1]
    if entry then return { { number, entry[1], again[4] + 1, entry[2] } } end
    redis.call('XACK', partition(number), GROUP, again[1])
    again = pending(number)
  end
end

local function delivered(number)
  for _, group in ipairs(redis.call('XINFO', 'GROUPS', partition(number))) do
    local found = fields({ '', group })
    if found.name == GROUP then return found['last-delivered-id'] end
  end
end

local taken, lines = {}, 0
for _, number in ipairs(mine) do
  local last = delivered(number)
  while last and #taken < MOST_BATCHES do
    local entry = redis.call('XRANGE', partition(number), '(' .. last, '+', 'COUNT', 1)[1]
    last = nil
    if entry then
      local own = tonumber(fields(entry).count)
      if #taken == 0 or lines + own <= most then
        redis.call('XREADGROUP', 'GROUP', GROUP, owner, 'COUNT', 1, 'STREAMS', partition(number), '>')
        lines = lines + own
        taken[#taken + 1] = { number, entry[1], 1, entry[2] }
        last = entry[1]
      end
    end
  end
end
return taken
