-- ARGV: ..., size of a piece, values...
local size = tonumber(ARGV[5])
local lengths, fresh, grown, other = {}, {}, {}, {}
record('')
for i = 5, #KEYS do
  local length = pcall('APPEND', KEYS[i], ARGV[i + 1])
  lengths[i] = length
  if type(length) == 'number' then
    if length == #ARGV[i + 1] then fresh[#fresh + 1] = name(KEYS[i]) end
    if length > size then grown[#grown + 1] = i end
  else
    other[#other + 1] = i
  end
end
local tables = {}
for _, i in ipairs(other) do
  local fields = pcall('HMGET', KEYS[i], 'generation', 'pieces', 'length', 'last')
  if fields.err or not fields[1] then
    for j = 5, #KEYS do
      local length = lengths[j]
      if type(length) == 'number' then
        local before = length - #ARGV[j + 1]
        if before == 0 then
          call('UNLINK', KEYS[j])
        else
          call('SET', KEYS[j], call('GETRANGE', KEYS[j], 0, before - 1))
        end
      end
    end
    return fail('ERR ' .. (i - 5) .. ' ' .. lengths[i].err)
  end
  tables[i] = fields
end
for i, fields in pairs(tables) do
  local generation, pieces, length, last = fields[1], tonumber(fields[2]), tonumber(fields[3]), tonumber(fields[4])
  local after = length + #ARGV[i + 1]
  if length - last >= size then
    call('SET', piece(generation, pieces), ARGV[i + 1])
    call('HSET', KEYS[i], 'pieces', pieces + 1, 'length', after, 'last', length, pieces, length)
  else
    call('APPEND', piece(generation, pieces - 1), ARGV[i + 1])
    call('HSET', KEYS[i], 'length', after)
  end
end
remember(fresh)
for _, i in ipairs(grown) do
  split(KEYS[i], lengths[i], ARGV[2] .. i)
end
return {'DONE', ''}
