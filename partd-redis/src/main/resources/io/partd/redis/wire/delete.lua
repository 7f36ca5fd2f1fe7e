-- A write that takes no memory lets those behind it through even when the server has none left.
redis.call('HDEL', KEYS[2], '')
for i = 5, #KEYS do
  if not isOurs(kind(KEYS[i])) then return fail('ERR ' .. (i - 5) .. ' WRONGTYPE') end
end
for i = 5, #KEYS do
  remove(KEYS[i])
end
return record('')
