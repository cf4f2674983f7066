-- Begins every script.
-- KEYS: 1 meta, 2 log, 3 own, 4 lease, 5 names, 6 seen, 7 watchers; a script's own keys follow.
-- ARGV: 1 time in ms (only tests give one), 2 incarnation for a store without, 3 nonce for the log entry,
--       4 renew interval and 5 lease duration in ms, 6 fleet size above which both stretch; a script's own follow.
local now = tonumber(ARGV[1])
if not now then
    local time = redis.call('TIME')
    now = time[1] * 1000 + math.floor(time[2] / 1000)
end

local head = redis.call('HMGET', KEYS[1], 'store', 'rev', 'nonce', 'size')
local store, rev, nonce = head[1], tonumber(head[2]), head[3]
if not (store and rev and nonce) then
    -- begun anew; a log that outlived its meta would contradict it
    store, rev, nonce = ARGV[2], 0, ''
    if redis.call('TYPE', KEYS[2]).ok == 'stream' then
        redis.call('UNLINK', KEYS[2])
    end
    redis.call('HSET', KEYS[1], 'store', store, 'rev', 0, 'nonce', '', 'swept', now, 'grace', now)
end

-- large fleets renew less often
local size, above = tonumber(head[4] or 0), tonumber(ARGV[6])
local renew, lease = tonumber(ARGV[4]), tonumber(ARGV[5])
if size and size > above then
    renew, lease = math.floor(renew * size / above), math.floor(lease * size / above)
end
