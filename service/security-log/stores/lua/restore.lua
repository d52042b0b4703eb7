local restored = 0
for index = 1, #ARGV, 3 do
  local id, last, json = ARGV[index], ARGV[index + 1], ARGV[index + 2]
  if redis.call('HEXISTS', FINDINGS, id) == 0 then
    putFinding(id, last, json)
    restored = restored + 1
  end
end
return restored
