local function tickets(tokens) return #tokens == 0 and {} or redis.call('HMGET', TICKETS, unpack(tokens)) end
local limit = tonumber(ARGV[1])
local called = tickets(redis.call('ZREVRANGE', CALLED, 0, SHOWN - 1))
local line = limit == 0 and {} or tickets(redis.call('ZRANGE', WAITING, 0, limit - 1))
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
return { redis.call('ZCARD', WAITING), called, line, redis.call('HGET', SEQUENCE, 'event') or '0', now }
