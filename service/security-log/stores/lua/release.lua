local owner = ARGV[1]
redis.call('HDEL', ANALYSERS, owner)
for number = 0, PARTITIONS - 1 do
  if redis.call('HGET', LEASES, number) == owner then redis.call('HDEL', LEASES, number) end
end
return 1
