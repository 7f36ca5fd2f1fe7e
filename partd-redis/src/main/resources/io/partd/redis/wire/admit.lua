-- Before plain appends in a transaction: says whether they may be made, as append.lua would make them itself. What is
-- given to a script is copied several times, which for large values costs more than all else.
local size = tonumber(ARGV[5])
local fresh = {}
for i = 5, #KEYS do
  local length = pcall('STRLEN', KEYS[i])
  if type(length) ~= 'number' or length > size then return {'LONG'} end
  if length == 0 then fresh[#fresh + 1] = name(KEYS[i]) end
end
record('')
remember(fresh)
return {'ADMIT'}
end
local decided, answer = pcall(decide)
if decided and answer[1] == 'ADMIT' then return {'DONE', ''} end
-- The transaction goes on whatever is answered here. So the values are put out of its way, until settle.lua.
local base = string.sub(KEYS[2], 1, -3)
redis.call('HDEL', KEYS[2], '')
for i = 5, #KEYS do
  redis.call('RPUSH', base .. ':refused', KEYS[i])
  if redis.call('EXISTS', KEYS[i]) == 1 then
    redis.call('RENAME', KEYS[i], base .. ':h:' .. string.sub(KEYS[i], #base + 4))
  end
end
if decided then return answer end
return {'FAILED', type(answer) == 'table' and answer.err or tostring(answer)}
