-- ARGV: ..., how many keys at most, 'all' if there may be no more or 'some'. Answers how many are left.
-- A write that takes no memory lets those behind it through even when the server has none left.
redis.call('HDEL', KEYS[2], '')
local most = tonumber(ARGV[5])
local count = call('SCARD', KEYS[4])
if ARGV[6] == 'all' and count > most then return record(tostring(count)) end
local names = call('SRANDMEMBER', KEYS[4], most)
for _, each in ipairs(names) do
  local key = base .. ':v:' .. each
  if not isOurs(kind(key)) then return fail('ERR 0 WRONGTYPE') end
end
for _, each in ipairs(names) do
  remove(base .. ':v:' .. each)
end
return record(tostring(call('SCARD', KEYS[4])))
