-- One change.
-- KEYS of the service, no more than are used: deregister: 8 instances, 9 observations; override, overrideRemoved:
--       8 overrides; observe, unobserve: 8 observations.
-- ARGV: 7 kind, 8 service, 9 id, then deregister: incarnation; override: version, JSON; overrideRemoved: version;
--       observe: incarnation, observer, expiry in ms, JSON; unobserve: observer.
-- Gives the result and the head.
local instances, observations, overrides = KEYS[8], KEYS[9] or KEYS[8], KEYS[8]
local service, id = ARGV[8], ARGV[9]
local member = service .. '/' .. id
local mutations = {}

local function version()
    local stored = redis.call('HGET', overrides, id)
    if not stored then
        return nil
    end
    local readable, override = pcall(cjson.decode, stored)
    -- what cannot be read is nobody's word: the next one replaces it
    return readable and type(override) == 'table' and tonumber(override.version) or 0
end

local function flag(own, observer, letter)
    if observer == 'registry' and own then
        mark(member, own, letter)
    end
end

local changes = {
    deregister = function(incarnation)
        local own = owner(member)
        if not own then
            return 'GONE'
        elseif own.incarnation ~= incarnation then
            return 'SUPERSEDED'
        end
        remove(instances, observations, service, id, own, 'DEREGISTERED', mutations)
        return 'APPLIED'
    end,
    override = function(next, json)
        if redis.call('HGET', overrides, id) == json then
            return 'UNCHANGED'
        elseif (version() or 0) + 1 ~= tonumber(next) then
            return 'CONFLICT'
        end
        redis.call('HSET', overrides, id, json)
        mutations[1] = '{"override":' .. json .. '}'
        return 'APPLIED'
    end,
    overrideRemoved = function(expected)
        local stored = version()
        if not stored then
            return 'GONE'
        elseif stored ~= tonumber(expected) then
            return 'CONFLICT'
        end
        redis.call('HDEL', overrides, id)
        mutations[1] = '{"overrideRemoved":{' .. named(service, id) .. '}}'
        return 'APPLIED'
    end,
    observe = function(incarnation, observer, expiry, json)
        local own = owner(member)
        if not own then
            return 'GONE'
        elseif own.incarnation ~= incarnation then
            return 'SUPERSEDED'
        end
        local field, seen = id .. '|' .. observer, expiry .. ' ' .. json
        if tonumber(expiry) <= now or redis.call('HGET', observations, field) == seen then
            return 'UNCHANGED'
        end
        redis.call('HSET', observations, field, seen)
        redis.call('ZADD', KEYS[6], expiry, member .. '|' .. observer)
        -- our own writing: within a string the quotes would be escaped
        flag(own, observer, string.find(json, '"evidence":"REFUSED"', 1, true) and 'D' or 'L')
        mutations[1] = '{"observed":' .. json .. '}'
        return 'APPLIED'
    end,
    unobserve = function(observer)
        local expiry = withdraw(observations, member, id, observer)
        flag(owner(member), observer, '-')
        if not expiry or expiry <= now then
            return 'GONE'
        end
        mutations[1] = '{"unobserved":{' .. named(service, id) .. ',"observer":' .. cjson.encode(observer) .. '}}'
        return 'APPLIED'
    end
}

check()
local result = changes[ARGV[7]](unpack(ARGV, 10))
append(mutations)
return { result, store, rev, nonce }
