-- For all scripts but the most frequent ones: what has vanished, evicted or deleted, while the head says that there are
-- instances.
if size > 0 and redis.call('EXISTS', KEYS[3], KEYS[4], KEYS[5]) < 3 then
    check()
    if redis.call('EXISTS', KEYS[3]) == 0 then
        -- nobody can tell whose the registrations are: data is lost, and their owners register again
        begin(true)
        redis.call('UNLINK', KEYS[4])
    else
        for _, member in ipairs(redis.call('HKEYS', KEYS[3])) do
            local service = owner(member) and split(member)
            if service then
                redis.call('ZADD', KEYS[4], 'NX', now + lease, member)
                redis.call('SADD', KEYS[5], service)
            end
        end
    end
end
