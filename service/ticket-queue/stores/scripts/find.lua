local json = redis.call('HGET', TICKETS, ARGV[1])
if not json then return nil end
return { json, redis.call('ZRANK', WAITING, ARGV[1]) or 0 }
