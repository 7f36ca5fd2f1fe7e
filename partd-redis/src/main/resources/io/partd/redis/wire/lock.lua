-- ARGV: token, milliseconds, 'take' if it is free, 'keep' if it is held, 'force'
local held = redis.call('GET', KEYS[3])
if ARGV[3] == 'take' and held and held ~= ARGV[1] then return {'BUSY'} end
if ARGV[3] == 'keep' and held ~= ARGV[1] then return {'LOST'} end
-- A write that takes no memory lets those behind it through even when the server has none left.
redis.call('HDEL', KEYS[2], '')
redis.call('SET', KEYS[3], ARGV[1], 'PX', ARGV[2])
return {'OK'}
