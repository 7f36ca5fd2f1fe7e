-- ARGV: name of the staged pieces, then for each key the number of its pieces. Removes what is not to be published.
local base = string.sub(KEYS[2], 1, -3)
for i = 2, #ARGV do
  for number = 0, tonumber(ARGV[i]) - 1 do
    redis.call('UNLINK', base .. ':s:' .. ARGV[1] .. ':' .. (i - 2) .. ':' .. number)
  end
end
return {'OK'}
