-- ARGV: ..., 'append' or 'iset', name of the staged pieces, then for each key the number of its pieces and of its bytes
local function discard()
  for i = 5, #KEYS do
    for number = 0, tonumber(ARGV[2 * i - 3]) - 1 do
      call('UNLINK', base .. ':s:' .. ARGV[6] .. ':' .. (i - 5) .. ':' .. number)
    end
  end
end
local at = 7
for i = 5, #KEYS do
  local type = kind(KEYS[i])
  if not isOurs(type) then
    discard()
    return fail('ERR ' .. (i - 5) .. ' WRONGTYPE')
  end
  if ARGV[5] == 'iset' and type ~= 'none' then
    discard()
    return record('0')
  end
  local bytes = 0
  for number = 0, tonumber(ARGV[at]) - 1 do
    bytes = bytes + call('STRLEN', base .. ':s:' .. ARGV[6] .. ':' .. (i - 5) .. ':' .. number)
  end
  if bytes ~= tonumber(ARGV[at + 1]) then
    discard()
    return fail('STAGED ' .. (i - 5))
  end
  at = at + 2
end
record('1')
at = 7
local fresh = {}
for i = 5, #KEYS do
  local key, count, bytes = KEYS[i], tonumber(ARGV[at]), tonumber(ARGV[at + 1])
  local stage = base .. ':s:' .. ARGV[6] .. ':' .. (i - 5) .. ':'
  local type = kind(key)
  if type == 'none' then fresh[#fresh + 1] = name(key) end
  if bytes < 65536 and type ~= 'hash' then
    call('APPEND', key, call('GET', stage .. 0))
    call('UNLINK', stage .. 0)
  else
    if type == 'string' then split(key, call('STRLEN', key), ARGV[2] .. i) end
    if type == 'none' then
      call('HSET', key, 'generation', unused(ARGV[2] .. i), 'pieces', 0, 'length', 0, 'last', 0)
    end
    local fields = call('HMGET', key, 'generation', 'pieces', 'length')
    local pieces, length, last = tonumber(fields[2]), tonumber(fields[3]), 0
    for number = 0, count - 1 do
      local staged = stage .. number
      last = length
      length = length + call('STRLEN', staged)
      call('RENAME', staged, piece(fields[1], pieces))
      call('PERSIST', piece(fields[1], pieces))
      call('HSET', key, pieces, last)
      pieces = pieces + 1
    end
    call('HSET', key, 'pieces', pieces, 'length', length, 'last', last)
  end
  at = at + 2
end
remember(fresh)
return {'DONE', '1'}
