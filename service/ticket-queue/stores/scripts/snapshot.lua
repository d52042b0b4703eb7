local tokens = redis.call('ZREVRANGE', CALLED, 0, SHOWN - 1)
local called = #tokens == 0 and {} or redis.call('HMGET', TICKETS, unpack(tokens))
return { redis.call('ZCARD', WAITING), called, redis.call('HGET', SEQUENCE, 'event') or '0' }
