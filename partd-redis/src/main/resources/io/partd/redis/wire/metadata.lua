-- KEYS: layout  ARGV: name, value, nonce of an entry to add where there is none of that name; or nothing.
-- Answers whether it is the caller's, who may come again, and then names and values of all.
local own = 0
if #ARGV > 0 then
  if redis.call('HSETNX', KEYS[1], 'meta:' .. ARGV[1], ARGV[2]) == 1 then
    redis.call('HSET', KEYS[1], 'by:' .. ARGV[1], ARGV[3])
  end
  if redis.call('HGET', KEYS[1], 'by:' .. ARGV[1]) == ARGV[3] then own = 1 end
end
local out = {}
local all = redis.call('HGETALL', KEYS[1])
for i = 1, #all, 2 do
  local name = string.match(all[i], '^meta:(.*)$')
  if name then
    out[#out + 1] = name
    out[#out + 1] = all[i + 1]
  end
end
return {'OK', own, out}
