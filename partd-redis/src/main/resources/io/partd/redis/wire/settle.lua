-- After plain appends in a transaction: if they were refused, puts back what was before them.
local base = string.sub(KEYS[2], 1, -3)
local refused = base .. ':refused'
if redis.call('EXISTS', refused) == 1 then
  for _, key in ipairs(redis.call('LRANGE', refused, 0, -1)) do
    local held = base .. ':h:' .. string.sub(key, #base + 4)
    redis.call('DEL', key)
    if redis.call('EXISTS', held) == 1 then redis.call('RENAME', held, key) end
  end
  redis.call('DEL', refused)
end
return {'OK'}
