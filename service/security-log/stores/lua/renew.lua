redis.call('HSET', ANALYSERS, ARGV[1], integer(milliseconds() + ARGV[2]))
return 1
