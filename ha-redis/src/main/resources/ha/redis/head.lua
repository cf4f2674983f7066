-- Begins every script.
-- KEYS: 1 meta, 2 log, 3 own, 4 lease, 5 names, 6 seen, 7 watchers; a script's own keys follow.
-- ARGV: 1 time in ms (only tests give one), 2 incarnation for a store without, 3 nonce for the log entry,
--       4 renew interval and 5 lease duration in ms, 6 fleet size above which both stretch; a script's own follow.
local now = tonumber(ARGV[1])
if not now then
    local time = redis.call('TIME')
    now = time[1] * 1000 + math.floor(time[2] / 1000)
end

local head = redis.call('HMGET', KEYS[1], 'store', 'rev', 'nonce', 'size', 'protected')
local store, rev, nonce, size = head[1], tonumber(head[2]), head[3], tonumber(head[4] or 0)
-- whether removals are held back; see sweep.lua
local protected = head[5] or ''

-- Another store from here on. Where records have outlived what told whose they are, snapshots may adopt them for a while.
local function begin(lost)
    store, rev, nonce, size, protected = ARGV[2], 0, '', 0, ''
    -- a log that outlived its meta would contradict it
    if redis.call('TYPE', KEYS[2]).ok == 'stream' then
        redis.call('UNLINK', KEYS[2])
    end
    redis.call('HSET', KEYS[1], 'store', store, 'rev', 0, 'nonce', '', 'size', 0, 'swept', now, 'grace', now,
        'protected', '', 'adopt', lost and now + 2 * ARGV[5] or now)
end
if not (store and rev and nonce) then
    begin(redis.call('EXISTS', KEYS[2], KEYS[3], KEYS[4], KEYS[5]) > 0)
end

-- large fleets renew less often; what nobody can have counted is counted anew
if not (size and size >= 0 and size <= 10000000) then
    size = redis.call('ZCARD', KEYS[4])
end
local above, renew, lease = tonumber(ARGV[6]), tonumber(ARGV[4]), tonumber(ARGV[5])
if size > above then
    renew, lease = math.floor(renew * size / above), math.floor(lease * size / above)
end
