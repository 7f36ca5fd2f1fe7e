-- ARGV: writer. Removes all that is kept of a writer that has ended.
local base = string.sub(KEYS[2], 1, -3)
redis.call('HDEL', KEYS[2], ARGV[1])
redis.call('UNLINK', base .. ':m:' .. ARGV[1])
return {'OK'}
