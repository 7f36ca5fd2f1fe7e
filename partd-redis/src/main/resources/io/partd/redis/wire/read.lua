-- ARGV: ..., bytes at most, milliseconds to hold pieces for, reader. Answers strings, and tables of pieces for what is
-- longer, which are held for the reader. A table that is made here is named after the nonce, since a reader may come again.
local left = tonumber(ARGV[3])
local out = {}
for i = 5, #KEYS do
  local key = KEYS[i]
  local type = kind(key)
  if not isOurs(type) then return {'ERR', i - 5} end
  if type == 'none' then
    out[#out + 1] = ''
  else
    if type == 'string' then
      local length = call('STRLEN', key)
      if length <= left then
        left = left - length
        out[#out + 1] = call('GET', key)
      else
        split(key, length, ARGV[2] .. i)
        type = 'hash'
      end
    end
    if type == 'hash' then
      -- A write that takes no memory lets those behind it through even when the server has none left.
      call('HDEL', KEYS[2], '')
      out[#out + 1] = call('HGETALL', key)
      local pin = base .. ':pin:' .. call('HGET', key, 'generation')
      call('SADD', pin, ARGV[5])
      call('PEXPIRE', pin, ARGV[4])
    end
  end
end
return {'OK', out}
