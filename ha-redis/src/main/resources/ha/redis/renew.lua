-- Renews leases, and says where the log stands.
-- Runs thousands of times a second: what is seldom needed comes behind it, in acquit.lua.
-- KEYS from 8: instances and observations of each service concerned.
-- ARGV: 7 process, 8 '1' if it follows the log; from 9, per lease: index of the service's keys, service, id, digest,
--       incarnation.
-- Gives a letter per lease (O ok, G gone, S superseded, X stale), head, time, watchers, pace, protection.
local states, lapsed = {}, nil

-- What strangers made of a key costs that key alone; what we may not do is said.
local function spoilt(reply)
    if type(reply) == 'table' then
        if not string.find(reply.err, 'WRONGTYPE', 1, true) then
            error(reply.err)
        end
        return true
    end
end

for a = 9, #ARGV, 5 do
    local k, id = tonumber(ARGV[a]), ARGV[a + 2]
    local member = ARGV[a + 1] .. '/' .. id
    local own = redis.call('HGET', KEYS[3], member)
    local space = own and string.find(own, ' ', 42, true)
    local state = 'G'
    local stored = space and redis.pcall('HEXISTS', KEYS[k], id)
    if stored == 1 then
        state = 'S'
        if string.sub(own, space + 1) == ARGV[a + 4] then
            redis.call('ZADD', KEYS[4], now + lease, member)
            state = string.sub(own, 1, 40) == ARGV[a + 3] and 'O' or 'X'
            if string.byte(own, 41) ~= 45 then
                lapsed = lapsed or {}
                lapsed[#lapsed + 1] = a
            end
        end
    end
    spoilt(stored)
    states[#states + 1] = state
end

-- how many watch only sets a pace
if ARGV[8] == '1' then
    spoilt(redis.pcall('ZADD', KEYS[7], now + lease, ARGV[7]))
else
    spoilt(redis.pcall('ZREM', KEYS[7], ARGV[7]))
end
local watchers = redis.pcall('ZCOUNT', KEYS[7], '(' .. now, '+inf')
watchers = spoilt(watchers) and 0 or watchers
if not lapsed then
    return { table.concat(states), store, rev, nonce, now, watchers, renew, lease, protected }
end
