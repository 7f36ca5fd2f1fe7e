-- KEYS: layout  ARGV: version, buckets. Answers what the layout is, after making it where there is none.
if redis.call('EXISTS', KEYS[1]) == 0 then
  redis.call('HSET', KEYS[1], 'version', ARGV[1], 'buckets', ARGV[2])
end
return {'OK', redis.call('HGET', KEYS[1], 'version') or '', redis.call('HGET', KEYS[1], 'buckets') or ''}
