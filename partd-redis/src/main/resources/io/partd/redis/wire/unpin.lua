-- ARGV: generation, number of pieces, reader. Ends a reader; the last one of a value that was deleted takes its pieces.
local base = string.sub(KEYS[2], 1, -3)
local pin = base .. ':pin:' .. ARGV[1]
local piece = base .. ':p:' .. ARGV[1] .. ':'
redis.call('SREM', pin, ARGV[3])
if redis.call('EXISTS', pin) == 0 then
  for number = 0, tonumber(ARGV[2]) - 1 do
    if redis.call('PTTL', piece .. number) >= 0 then redis.call('UNLINK', piece .. number) end
  end
end
return {'OK'}
