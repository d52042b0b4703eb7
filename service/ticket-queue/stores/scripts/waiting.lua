local tokens = redis.call('ZRANGE', WAITING, ARGV[1], ARGV[2])
return #tokens == 0 and {} or redis.call('HMGET', TICKETS, unpack(tokens))
