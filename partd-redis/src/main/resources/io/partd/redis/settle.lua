-- After plain appends in a transaction: if they were refused, puts back what was before them.
local base = string.sub(KEYS[2], 1, -3)
if redis.call('DEL', base .. ':refused') == 1 then
  for i = 5, #KEYS do
    local held = base .. ':h:' .. string.sub(KEYS[i], #base + 4)
    redis.call('DEL', KEYS[i])
    if redis.call('EXISTS', held) == 1 then redis.call('RENAME', held, KEYS[i]) end
  end
end
return {'OK'}
