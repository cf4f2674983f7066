-- Removes instances whose lease has ended, and forgets what has expired.
-- KEYS from 8, ARGV from 7: instances and observations, and the name, of each service the caller thinks concerned.
-- Gives {'more', services, head} when others are concerned too (nothing was done: call again with their keys), else
-- {'done', removed members, held members, store, revision, nonce, keys that are no hashes with their types}.
local HOLDS = 3600000

local keys, usable, strange = {}, {}, {}
for s = 7, #ARGV do
    local instances, observations = KEYS[8 + 2 * (s - 7)], KEYS[9 + 2 * (s - 7)]
    keys[ARGV[s]] = { instances, observations }
    usable[ARGV[s]] = true
    for _, key in ipairs(keys[ARGV[s]]) do
        local type = redis.call('TYPE', key).ok
        if type ~= 'hash' and type ~= 'none' then
            usable[ARGV[s]] = false
            strange[#strange + 1] = key
            strange[#strange + 1] = type
        end
    end
end

local ended = redis.call('ZRANGEBYSCORE', KEYS[4], '-inf', now, 'WITHSCORES')
local expired = redis.call('ZRANGEBYSCORE', KEYS[6], '-inf', now)
local more, asked = {}, {}
local function need(member)
    local service = split(member)
    if service and not keys[service] and not asked[service] then
        asked[service] = true
        more[#more + 1] = service
    end
end
for m = 1, #ended, 2 do
    need(ended[m])
end
for _, member in ipairs(expired) do
    need(member)
end
if #more > 0 then
    return { 'more', more, store, rev, nonce }
end

if #ended + #expired > 0 then
    check()
end

-- nobody swept for long: perhaps nobody could renew either, so owners get one lease to come back
local times = redis.call('HMGET', KEYS[1], 'swept', 'grace')
local grace = tonumber(times[2] or nil) or now
if now - (tonumber(times[1] or nil) or 0) > lease / 2 then
    grace = now + lease
end
redis.call('HSET', KEYS[1], 'swept', now, 'grace', grace)
redis.call('ZREMRANGEBYSCORE', KEYS[7], '-inf', now)

-- an ISO-8601 time, as java.time writes it; days to date by Howard Hinnant's civil_from_days
local function iso(ms)
    local floor = math.floor
    local z = floor(ms / 86400000) + 719468
    local era = floor(z / 146097)
    local doe = z - era * 146097
    local yoe = floor((doe - floor(doe / 1460) + floor(doe / 36524) - floor(doe / 146096)) / 365)
    local doy = doe - (365 * yoe + floor(yoe / 4) - floor(yoe / 100))
    local mp = floor((5 * doy + 2) / 153)
    local month = mp < 10 and mp + 3 or mp - 9
    local year = yoe + era * 400 + (month <= 2 and 1 or 0)
    local second = floor(ms / 1000) % 86400
    return string.format('%04d-%02d-%02dT%02d:%02d:%02d', year, month, doy - floor((153 * mp + 2) / 5) + 1,
        floor(second / 3600), floor(second / 60) % 60, second % 60)
        .. (ms % 1000 == 0 and 'Z' or string.format('.%03dZ', ms % 1000))
end

local mutations, removed, held, count = {}, {}, {}, {}
local function lapse(observations, service, id, own, ends)
    local field = id .. '|registry'
    local before = redis.call('HGET', observations, field)
    if before and now < (tonumber(string.match(before, '^(%d+) ')) or 0) - HOLDS / 2 then
        return
    end
    local json = '{"v":1,' .. named(service, id) .. ',"incarnation":' .. cjson.encode(own.incarnation)
        .. ',"observer":"registry","evidence":"LAPSED","detail":"lease ended at ' .. iso(ends)
        .. '","at":"' .. iso(now) .. '","expiresAt":"' .. iso(now + HOLDS) .. '"}'
    redis.call('HSET', observations, field, string.format('%.0f ', now + HOLDS) .. json)
    redis.call('ZADD', KEYS[6], now + HOLDS, service .. '/' .. id .. '|registry')
    mark(service .. '/' .. id, own, true)
    mutations[#mutations + 1] = '{"observed":' .. json .. '}'
end

local due = {}
for m = 1, #ended, 2 do
    local service, id = split(ended[m])
    local own = owner(ended[m])
    if service and own and usable[service] then
        due[#due + 1] = { service = service, id = id, own = own, member = ended[m], ends = tonumber(ended[m + 1]) }
        count[service] = (count[service] or 0) + 1
    elseif not own then
        redis.call('ZREM', KEYS[4], ended[m])
    end
end
-- how many we know: strangers may have added fields
local function registered(service)
    local n = 0
    for _, id in ipairs(redis.call('HKEYS', keys[service][1])) do
        n = n + redis.call('HEXISTS', KEYS[3], service .. '/' .. id)
    end
    return n
end
local last = {}
for service, n in pairs(count) do
    last[service] = n >= registered(service)
end
for _, d in ipairs(due) do
    if now < grace or last[d.service] then
        held[#held + 1] = d.member
    else
        removed[#removed + 1] = d.member
        remove(keys[d.service][1], keys[d.service][2], d.service, d.id, d.own, 'EXPIRED', mutations)
    end
end
if now >= grace then
    for _, d in ipairs(due) do
        if last[d.service] then
            lapse(keys[d.service][2], d.service, d.id, d.own, d.ends)
        end
    end
end

for _, expiredMember in ipairs(expired) do
    local service, rest = split(expiredMember)
    local bar = rest and string.find(rest, '|', 1, true)
    if bar and usable[service] then
        local id, observer = string.sub(rest, 1, bar - 1), string.sub(rest, bar + 1)
        local member = service .. '/' .. id
        local score = redis.call('ZSCORE', KEYS[6], expiredMember)
        if score and tonumber(score) <= now then
            withdraw(keys[service][2], member, id, observer)
            local own = observer == 'registry' and owner(member)
            if own then
                mark(member, own, false)
            end
        end
    elseif not bar then
        redis.call('ZREM', KEYS[6], expiredMember)
    end
end

append(mutations)
return { 'done', removed, held, store, rev, nonce, strange }
