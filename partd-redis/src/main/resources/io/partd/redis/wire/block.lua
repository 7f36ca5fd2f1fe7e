-- ARGV: generation, number of the piece, first and last byte, number of pieces, milliseconds to hold them for, reader
local base = string.sub(KEYS[2], 1, -3)
local piece = base .. ':p:' .. ARGV[1] .. ':'
local bytes = redis.call('GETRANGE', piece .. ARGV[2], ARGV[3], ARGV[4])
-- A write that takes no memory lets those behind it through even when the server has none left.
redis.call('HDEL', KEYS[2], '')
local pin = base .. ':pin:' .. ARGV[1]
redis.call('SADD', pin, ARGV[7])
redis.call('PEXPIRE', pin, ARGV[6])
if redis.call('PTTL', piece .. ARGV[2]) >= 0 then
  for number = tonumber(ARGV[2]), tonumber(ARGV[5]) - 1 do
    redis.call('PEXPIRE', piece .. number, ARGV[6])
  end
end
return {'OK', bytes}
