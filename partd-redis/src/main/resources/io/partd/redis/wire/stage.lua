-- ARGV: name of the staged piece, offset, bytes, milliseconds until it is forgotten. Nobody reads it until it is published.
local base = string.sub(KEYS[2], 1, -3)
local key = base .. ':s:' .. ARGV[1]
redis.call('SETRANGE', key, ARGV[2], ARGV[3])
redis.call('PEXPIRE', key, ARGV[4])
return {'OK'}
