-- KEYS: none, writers, lock, keys, values...  ARGV: token of the caller's section, nonce, ...
-- The first key never exists: while the slot moves to another node, the engine refuses the whole script for it.
local call, pcall = redis.call, redis.pcall
local base = string.sub(KEYS[2], 1, -3)
local held = call('GET', KEYS[3]) or ''
if held ~= ARGV[1] then
  if ARGV[1] == '' then return {'BUSY'} end
  return {'LOST'}
end
local function piece(generation, number)
  return base .. ':p:' .. generation .. ':' .. number
end
-- Names a table's pieces. A reader whose answer was lost comes again with the same name, while somebody else may still
-- read the pieces that were called so the first time.
local function unused(generation)
  while call('EXISTS', piece(generation, 0), base .. ':pin:' .. generation) > 0 do generation = generation .. '+' end
  return generation
end
-- Makes a table of pieces of a string.
local function split(key, length, wanted)
  local generation = unused(wanted)
  call('RENAME', key, piece(generation, 0))
  call('HSET', key, 'generation', generation, 'pieces', 1, 'length', length, 'last', 0, '0', 0)
end
-- Tells what lies at a value's key: 'none', 'string', 'hash', or what it should not be.
local function kind(key)
  local type = call('TYPE', key).ok
  if type == 'hash' and not call('HGET', key, 'generation') then return 'other' end
  return type
end
local function isOurs(type)
  return type == 'none' or type == 'string' or type == 'hash'
end
