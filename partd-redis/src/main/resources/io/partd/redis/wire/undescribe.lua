-- KEYS: layout. Removes all metadata.
for _, name in ipairs(redis.call('HKEYS', KEYS[1])) do
  if string.match(name, '^meta:') or string.match(name, '^by:') then redis.call('HDEL', KEYS[1], name) end
end
return {'OK'}
