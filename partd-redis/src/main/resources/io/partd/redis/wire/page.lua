-- ARGV: ..., cursor, how many
local found = call('SSCAN', KEYS[4], ARGV[3], 'COUNT', ARGV[4])
return {'OK', found[1], found[2]}
