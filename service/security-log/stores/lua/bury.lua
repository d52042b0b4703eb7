local owner, number, id, reason, deliveries = unpack(ARGV)
if not isOurs(number, id, owner) then return 0 end
-- Dead letters count towards the limit, so that what cannot be analysed does not fill the memory.
local batch = remove(number, id, true)
if not batch then return 0 end
redis.call('XADD', DEAD, '*', 'partition', number, 'origin', batch.origin, 'format', batch.format, 'collected', batch.collected,
  'count', batch.count, 'bytes', batch.bytes, 'lines', batch.lines, 'deliveries', deliveries, 'reason', reason)
return 1
