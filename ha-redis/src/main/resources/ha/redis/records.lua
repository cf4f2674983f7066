-- What the scripts that write records share.
-- own: 'service/id' -> 40 digits of digest, 'L' when lapsed else '-', address, ' ', incarnation.
local function owner(member)
    local own = redis.call('HGET', KEYS[3], member)
    local space = own and string.find(own, ' ', 42, true)
    if not space then
        return nil
    end
    return {
        digest = string.sub(own, 1, 40),
        lapsed = string.sub(own, 41, 41) == 'L',
        address = string.sub(own, 42, space - 1),
        incarnation = string.sub(own, space + 1)
    }
end

local function mark(member, own, lapsed)
    redis.call('HSET', KEYS[3], member,
        own.digest .. (lapsed and 'L' or '-') .. own.address .. ' ' .. own.incarnation)
end

local function split(member)
    local slash = string.find(member, '/', 1, true)
    return slash and string.sub(member, 1, slash - 1), slash and string.sub(member, slash + 1)
end

local function named(service, id)
    return '"service":' .. cjson.encode(service) .. ',"id":' .. cjson.encode(id)
end

-- Takes back what one observer saw; gives when that would have expired, nil if it saw nothing.
-- observations of a service: 'id|observer' -> expiry in ms, ' ', JSON.
local function withdraw(observations, member, id, observer)
    local field = id .. '|' .. observer
    local seen = redis.call('HGET', observations, field)
    if seen then
        redis.call('HDEL', observations, field)
        redis.call('ZREM', KEYS[6], member .. '|' .. observer)
    end
    return seen and (tonumber(string.match(seen, '^(%d+) ')) or 0)
end

-- Forgets what was seen of all incarnations but one.
local function forget(observations, member, id, incarnation)
    local all = redis.call('HGETALL', observations)
    for f = 1, #all, 2 do
        if string.sub(all[f], 1, #id + 1) == id .. '|' then
            local json = string.match(all[f + 1], '^%d+ (.*)$')
            local readable, seen = pcall(cjson.decode, json or '')
            if not (readable and type(seen) == 'table' and seen.incarnation == incarnation) then
                withdraw(observations, member, id, string.sub(all[f], #id + 2))
            end
        end
    end
end

local function remove(instances, observations, service, id, own, cause, mutations)
    local member = service .. '/' .. id
    redis.call('HDEL', instances, id)
    redis.call('HDEL', KEYS[3], member)
    redis.call('ZREM', KEYS[4], member)
    forget(observations, member, id, nil)
    if redis.call('HLEN', instances) == 0 then
        redis.call('SREM', KEYS[5], service)
    end
    mutations[#mutations + 1] = '{"removed":{' .. named(service, id) .. ',"incarnation":'
        .. cjson.encode(own.incarnation) .. ',"cause":"' .. cause .. '"}}'
end

-- Whoever speaks is no longer lapsed.
local function release(observations, service, id, own, mutations)
    local member = service .. '/' .. id
    if own.lapsed then
        check()
        mark(member, own, false)
        if withdraw(observations, member, id, 'registry') then
            mutations[#mutations + 1] = '{"unobserved":{' .. named(service, id) .. ',"observer":"registry"}}'
        end
    end
end
