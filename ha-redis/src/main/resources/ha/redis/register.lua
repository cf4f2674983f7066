-- Registers a batch.
-- KEYS from 8: instances and observations of each service concerned.
-- ARGV from 7, per item: index of the service's keys, service, id, digest, address, incarnation, JSON.
-- Gives per item {'ok'}, {'held', address, ms} or {'type', key, its type}.
check()
local answers, mutations = {}, {}

local function register(instances, observations, service, id, digest, address, incarnation, json)
    local member = service .. '/' .. id
    local own = owner(member)
    local ends = own and tonumber(redis.call('ZSCORE', KEYS[4], member) or nil)
    -- a port cannot be bound twice: whoever comes from the same address is the heir, not a rival
    if ends and now < ends and own.incarnation ~= incarnation and own.address ~= address then
        return { 'held', own.address, ends - now }
    end
    local type
    for _, key in ipairs({ instances, observations }) do
        type = redis.call('TYPE', key).ok
        if type ~= 'hash' and type ~= 'none' then
            return { 'type', key, type }
        end
    end
    local vanished = redis.call('HSET', instances, id, json) == 1
    redis.call('ZADD', KEYS[4], now + lease, member)
    redis.call('SADD', KEYS[5], service)
    if vanished or not own or own.digest ~= digest then
        mutations[#mutations + 1] = '{"put":' .. json .. '}'
        forget(observations, member, id, incarnation)
    end
    if own then
        release(observations, service, id, own, mutations, type == 'none' and own.incarnation == incarnation)
    end
    mark(member, { digest = digest, address = address, incarnation = incarnation }, '-')
    return { 'ok' }
end

for a = 7, #ARGV, 7 do
    local k = tonumber(ARGV[a])
    answers[#answers + 1] = register(KEYS[k], KEYS[k + 1], unpack(ARGV, a + 1, a + 6))
end
append(mutations)
return answers
