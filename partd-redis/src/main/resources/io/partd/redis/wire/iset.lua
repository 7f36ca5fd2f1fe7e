-- ARGV: ..., value
local type = kind(KEYS[5])
if not isOurs(type) then return fail('ERR 0 WRONGTYPE') end
if type ~= 'none' then return record('0') end
record('1')
call('SET', KEYS[5], ARGV[5])
call('SADD', KEYS[4], name(KEYS[5]))
return {'DONE', '1'}
