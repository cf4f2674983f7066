-- What the scripts that write records share.
-- own: 'service/id' -> 40 digits of digest, 'L' when lapsed, 'D' when proven dead, else '-', address, ' ', incarnation.
local function parsed(own)
    local space = own and string.find(own, ' ', 42, true)
    if not space then
        return nil
    end
    return {
        digest = string.sub(own, 1, 40),
        lapsed = string.sub(own, 41, 41) ~= '-',
        address = string.sub(own, 42, space - 1),
        incarnation = string.sub(own, space + 1)
    }
end

local function owner(member)
    return parsed(redis.call('HGET', KEYS[3], member))
end

local function mark(member, own, letter)
    redis.call('HSET', KEYS[3], member,
        own.digest .. letter .. own.address .. ' ' .. own.incarnation)
end

-- The service and what follows its name; nil for what cannot be ours.
local function split(member)
    local service, rest = string.match(member, '^([A-Za-z0-9][A-Za-z0-9._-]*)/(.+)$')
    if service and #service <= 128 then
        return service, rest
    end
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

-- Who has seen what of a service: id -> observers. Read once per script, because a service may have thousands.
local observers = {}
local function observersOf(observations, id)
    local grouped = observers[observations]
    if not grouped then
        grouped = {}
        for _, field in ipairs(redis.call('HKEYS', observations)) do
            local bar = string.find(field, '|', 1, true)
            if bar then
                local of = string.sub(field, 1, bar - 1)
                grouped[of] = grouped[of] or {}
                table.insert(grouped[of], string.sub(field, bar + 1))
            end
        end
        observers[observations] = grouped
    end
    return grouped[id] or {}
end

-- Forgets what was seen of all incarnations but one.
local function forget(observations, member, id, incarnation)
    for _, observer in ipairs(observersOf(observations, id)) do
        local seen = incarnation and redis.call('HGET', observations, id .. '|' .. observer)
        local readable, record = pcall(cjson.decode, seen and string.match(seen, '^%d+ (.*)$') or '')
        if not (readable and type(record) == 'table' and record.incarnation == incarnation) then
            withdraw(observations, member, id, observer)
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
        redis.call('HDEL', KEYS[1], 'grace:' .. service)
    end
    mutations[#mutations + 1] = '{"removed":{' .. named(service, id) .. ',"incarnation":'
        .. cjson.encode(own.incarnation) .. ',"cause":"' .. cause .. '"}}'
end

-- Whoever speaks is no longer lapsed. That it speaks shows that silence was not death: the others of its service, who
-- may be about to speak, get a lease of grace. What was noted may have vanished alone: readers hold it all the same.
local function release(observations, service, id, own, mutations, vanished)
    local member = service .. '/' .. id
    if own.lapsed then
        check()
        mark(member, own, '-')
        if withdraw(observations, member, id, 'registry') or vanished then
            redis.call('HSET', KEYS[1], 'grace:' .. service, now + lease)
            mutations[#mutations + 1] = '{"unobserved":{' .. named(service, id) .. ',"observer":"registry"}}'
        end
    end
end
