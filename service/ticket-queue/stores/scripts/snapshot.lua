local tokens = redis.call('ZREVRANGE', CALLED, 0, SHOWN - 1)
local called = #tokens == 0 and {} or redis.call('HMGET', TICKETS, unpack(tokens))
local time = redis.call('TIME')
return { redis.call('ZCARD', WAITING), called, redis.call('HGET', SEQUENCE, 'event') or '0', time[1] * 1000 + math.floor(time[2] / 1000) }
