-- For all scripts but the most frequent ones: what has vanished, evicted or deleted, while the rest is there.
local owners = redis.call('HLEN', KEYS[3])
if owners == 0 and size > 0 then
    -- nobody can tell whose the registrations are: data is lost, and their owners register again
    check()
    begin(true)
    redis.call('UNLINK', KEYS[4])
elseif owners > redis.call('ZCARD', KEYS[4]) or owners > 0 and redis.call('EXISTS', KEYS[5]) == 0 then
    check()
    for _, member in ipairs(redis.call('HKEYS', KEYS[3])) do
        local service = owner(member) and split(member)
        if service then
            redis.call('ZADD', KEYS[4], 'NX', now + lease, member)
            redis.call('SADD', KEYS[5], service)
        else
            redis.call('HDEL', KEYS[3], member)
        end
    end
end
