-- ARGV: ..., writer, sequence. A change is made if its sequence is the writer's next one.
local sequence = tonumber(ARGV[4])
local entry = call('HGET', KEYS[2], ARGV[3])
local done, outcome = 0, ''
if entry then
  done, outcome = string.match(entry, '^(%d+) %d+ (.*)$')
  done = tonumber(done)
end
if done >= sequence then
  -- Written again, so that WAIT on this connection waits for it.
  pcall('HSET', KEYS[2], ARGV[3], entry)
  if done > sequence then
    local failure = call('HGET', KEYS[2], ARGV[3] .. ':' .. sequence)
    outcome = failure and string.match(failure, '^%d+ %d+ (.*)$') or ''
  end
  if outcome == 'popped' then
    return {'DONE', outcome, call('LRANGE', base .. ':m:' .. ARGV[3], 0, -1)}
  end
  return {'DONE', outcome}
end
if done + 1 ~= sequence then return {'GAP', done} end
-- Fails here, before anything is changed, if somebody has put something else in the place of the set.
call('SCARD', KEYS[4])
-- Seconds by the clock of the server, since those of clients may be wrong.
local now = call('TIME')[1]
local function record(result)
  call('HSET', KEYS[2], ARGV[3], ARGV[4] .. ' ' .. now .. ' ' .. result)
  return {'DONE', result}
end
-- Keeps a failure until the writer ends, since later changes hide it.
local function fail(result)
  call('HSET', KEYS[2], ARGV[3] .. ':' .. ARGV[4], ARGV[4] .. ' ' .. now .. ' ' .. result)
  return record(result)
end
local function remember(names)
  for from = 1, #names, 4000 do
    call('SADD', KEYS[4], unpack(names, from, math.min(#names, from + 3999)))
  end
end
local function name(key)
  return string.sub(key, #base + 4)
end
-- Removes a value; if it is being read, its pieces stay until that is over.
local function remove(key)
  if kind(key) == 'hash' then
    local fields = call('HMGET', key, 'generation', 'pieces')
    local pinned = call('EXISTS', base .. ':pin:' .. fields[1]) == 1
    for number = 0, tonumber(fields[2]) - 1 do
      if pinned then
        call('PEXPIRE', piece(fields[1], number), 60000)
      else
        call('UNLINK', piece(fields[1], number))
      end
    end
  end
  call('UNLINK', key)
  call('SREM', KEYS[4], name(key))
end
-- A new writer makes room for itself: some of those that were not heard of for a week are forgotten.
if sequence == 1 then
  local some = call('HRANDFIELD', KEYS[2], 8, 'WITHVALUES')
  for i = 1, #some, 2 do
    local seconds = string.match(some[i + 1], '^%d+ (%d+) ')
    if seconds and tonumber(seconds) < tonumber(now) - 604800 then call('HDEL', KEYS[2], some[i]) end
  end
end
