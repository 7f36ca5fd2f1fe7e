-- ARGV: ..., bytes at most, who has read before, then for each key the generation and how many bytes are known already,
-- then how many bytes a value may have at most, and milliseconds to keep the answer for
-- A write that takes no memory lets those behind it through even when the server has none left.
redis.call('HDEL', KEYS[2], '')
local left = tonumber(ARGV[5])
local rest, starts = {}, {}
for i = 5, #KEYS do
  local type = kind(KEYS[i])
  local start, length = 0, 0
  if not isOurs(type) then return fail('ERR ' .. (i - 5) .. ' WRONGTYPE') end
  if type == 'string' then length = call('STRLEN', KEYS[i]) end
  if type == 'hash' then
    local fields = call('HMGET', KEYS[i], 'generation', 'length')
    length = tonumber(fields[2])
    if fields[1] == ARGV[2 * i - 3] then start = tonumber(ARGV[2 * i - 2]) end
  end
  -- Who comes for it reads it first, and finds it too long.
  if length > tonumber(ARGV[#ARGV - 1]) then return record('more') end
  left = left - (length - start)
  starts[i] = start
end
if left < 0 then return record('more') end
local out = {}
for i = 5, #KEYS do
  local bytes = {}
  local type = kind(KEYS[i])
  if type == 'string' then bytes[1] = call('GET', KEYS[i]) end
  if type == 'hash' then
    local fields = call('HMGET', KEYS[i], 'generation', 'pieces', 'length')
    local stop = tonumber(fields[3])
    local number = tonumber(fields[2])
    while number > 0 and stop > starts[i] do
      number = number - 1
      local from = tonumber(call('HGET', KEYS[i], number))
      table.insert(bytes, 1, call('GETRANGE', piece(fields[1], number), math.max(0, starts[i] - from), -1))
      stop = from
    end
  end
  out[#out + 1] = tostring(starts[i])
  out[#out + 1] = table.concat(bytes)
end
for i = 5, #KEYS do
  if ARGV[2 * i - 3] ~= '' then call('SREM', base .. ':pin:' .. ARGV[2 * i - 3], ARGV[6]) end
  remove(KEYS[i])
end
local memo = base .. ':m:' .. ARGV[3]
call('UNLINK', memo)
for from = 1, #out, 4000 do
  call('RPUSH', memo, unpack(out, from, math.min(#out, from + 3999)))
end
call('PEXPIRE', memo, ARGV[#ARGV])
record('popped')
return {'DONE', 'popped', out}
