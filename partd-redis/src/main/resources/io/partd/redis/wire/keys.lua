-- ARGV: ..., how many at most. Answers all keys, or how many there are.
local count = call('SCARD', KEYS[4])
if count > tonumber(ARGV[3]) then return {'MANY', count} end
return {'OK', call('SMEMBERS', KEYS[4])}
