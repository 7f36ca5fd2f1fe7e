local type = kind(KEYS[5])
if not isOurs(type) then return {'ERR', 0} end
if type == 'hash' then return {'OK', tonumber(call('HGET', KEYS[5], 'length'))} end
return {'OK', call('STRLEN', KEYS[5])}
