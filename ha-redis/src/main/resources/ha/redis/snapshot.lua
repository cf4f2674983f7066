-- The records of some services, at one place in the log.
-- KEYS from 8: instances, observations and overrides of each service.
-- ARGV: 7 most bytes of a record, 8 '1' where nothing may be written; from 9 services.
-- Gives store, revision, nonce, time, names of all services, then per service: {id, JSON, end of lease in ms, ...},
-- {id|observer, expiry and JSON, ...}, {id, JSON, ...} and {key, field, why left out, ...}; then what was left out of the
-- names, and how many were not even looked at.
local most = tonumber(ARGV[7])
local NAMES, COMPLAINTS = 10000, 100
local mutations, services = {}, {}

local function all(key, left)
    local type = redis.call('TYPE', key).ok
    if type == 'hash' then
        return redis.call('HGETALL', key)
    elseif type ~= 'none' then
        left[#left + 1] = key
        left[#left + 1] = ''
        left[#left + 1] = 'type ' .. type
    end
    return {}
end

-- the fields that can be records; the others are not even sent
local function fitting(key, left, keep)
    local fields, fit = all(key, left), {}
    for f = 1, #fields, 2 do
        if #fields[f] + #fields[f + 1] > most + 1024 then
            left[#left + 1] = key
            left[#left + 1] = string.sub(fields[f], 1, 200)
            left[#left + 1] = 'size ' .. #fields[f + 1]
        else
            keep(fit, fields[f], fields[f + 1])
        end
    end
    return fit
end

-- Whether all owners have vanished a short while ago.
local function adopting()
    return now < (tonumber(redis.call('HGET', KEYS[1], 'adopt') or nil) or 0)
end

-- A registration whose lease has vanished gets it anew, so that it can expire; its owner too, where all have vanished.
local function adopt(service, id, member, json)
    check()
    local own = redis.call('HGET', KEYS[3], member)
    if not own then
        local readable, r = pcall(cjson.decode, json)
        if not (adopting() and readable and type(r) == 'table' and r.service == service and r.id == id
                and type(r.incarnation) == 'string' and type(r.host) == 'string' and type(r.port) == 'number') then
            return nil
        end
        if ARGV[8] == '1' then
            -- whoever may write does so; until then it is there all the same
            return now + lease
        end
        local host = string.find(r.host, ':', 1, true) and '[' .. r.host .. ']' or r.host
        redis.call('HSET', KEYS[3], member,
            redis.sha1hex(json) .. '-' .. host .. ':' .. string.format('%.0f', r.port) .. ' ' .. r.incarnation)
        mutations[#mutations + 1] = '{"put":' .. json .. '}'
    end
    redis.call('ZADD', KEYS[4], now + lease, member)
    redis.call('SADD', KEYS[5], service)
    return now + lease
end

for s = 9, #ARGV do
    local service, k, left = ARGV[s], 8 + 3 * (s - 9), {}
    local instances = fitting(KEYS[k], left, function(fit, id, json)
        local member = service .. '/' .. id
        local ends = tonumber(redis.call('ZSCORE', KEYS[4], member) or nil) or adopt(service, id, member, json)
        if ends then
            fit[#fit + 1] = id
            fit[#fit + 1] = json
            fit[#fit + 1] = ends
        else
            left[#left + 1] = KEYS[k]
            left[#left + 1] = id
            left[#left + 1] = 'owner'
        end
    end)
    local function plain(fit, field, value)
        fit[#fit + 1] = field
        fit[#fit + 1] = value
    end
    services[#services + 1] = { instances, fitting(KEYS[k + 1], left, plain), fitting(KEYS[k + 2], left, plain), left }
end
append(mutations)

local count, names, left = redis.call('SCARD', KEYS[5]), {}, {}
local members = count <= NAMES and redis.call('SMEMBERS', KEYS[5]) or redis.call('SRANDMEMBER', KEYS[5], NAMES)
for _, name in ipairs(members) do
    if split(name .. '/-') == name then
        names[#names + 1] = name
    elseif #left < COMPLAINTS then
        left[#left + 1] = string.sub(name, 1, 200)
    end
end
return { store, rev, nonce, now, names, services, left, math.max(0, count - NAMES) }
