-- ARGV: writer, sequences... Lets nothing more of a writer in, and answers the last sequence that was, and
-- what became of those asked for.
local base = string.sub(KEYS[2], 1, -3)
local entry = redis.call('HGET', KEYS[2], ARGV[1])
local done, outcome = '0', ''
if entry then
  local fenced, kept = string.match(entry, '^9007199254740991 %d+ (%d+) (.*)$')
  if fenced then
    done, outcome = fenced, kept
  else
    done, outcome = string.match(entry, '^(%d+) %d+ (.*)$')
  end
end
-- A write that takes no memory lets those behind it through even when the server has none left.
redis.call('HDEL', KEYS[2], '')
redis.call('HSET', KEYS[2], ARGV[1], '9007199254740991 ' .. redis.call('TIME')[1] .. ' ' .. done .. ' ' .. outcome)
local outcomes = {}
for i = 2, #ARGV do
  local one = ''
  if ARGV[i] == done then
    one = outcome
  elseif tonumber(ARGV[i]) < tonumber(done) then
    local failure = redis.call('HGET', KEYS[2], ARGV[1] .. ':' .. ARGV[i])
    one = failure and string.match(failure, '^%d+ %d+ (.*)$') or ''
  end
  outcomes[#outcomes + 1] = {'DONE', one}
  if one == 'popped' then outcomes[#outcomes][3] = redis.call('LRANGE', base .. ':m:' .. ARGV[1], 0, -1) end
end
return {'OK', tonumber(done), outcomes}
