local json = redis.call('HGET', DECISIONS, ARGV[1])
if not json then return false end
redis.call('HDEL', DECISIONS, ARGV[1])
redis.call('HINCRBY', BLOCKLIST, 'revision', 1)
return json
