-- Removes instances whose lease has ended, and forgets what has expired.
-- ARGV: 7 so many are never too many to end together, 8 so many per cent of the fleet neither, 9 how many silent ones to
-- name. KEYS from 8, ARGV from 10: instances and observations, and the name, of each service the caller thinks concerned;
-- the leases instead of the instances of a service that it may not write: its silent ones are counted and left to others.
-- Gives {'more', services, head} when others are concerned too (nothing was done: call again with their keys), else
-- {'done', removed members, held members, store, revision, nonce, keys of another type with their types,
-- {member, incarnation, address of some silent ones, ...}, protection}. That is '' or
-- 'active since until before ended fleet'; see MemoryProtection.
-- Redis does nothing else meanwhile: it looks at LOOK ended leases and writes MOST of each kind, the next sweep goes on.
local LOOK, MOST, HOLDS, REMEMBERED = 20000, 200, 3600000, 600000
local INNOCENT, DEAD = string.byte('-D', 1, 2)
check()

local keys, usable, strange = {}, {}, {}
local function ours(key, expected)
    local type = redis.call('TYPE', key).ok
    if type ~= expected and type ~= 'none' then
        strange[#strange + 1] = key
        strange[#strange + 1] = type
        return false
    end
    return true
end
for s = 10, #ARGV do
    local instances, observations = KEYS[8 + 2 * (s - 10)], KEYS[9 + 2 * (s - 10)]
    keys[ARGV[s]] = { instances, observations }
    local foreign = instances == KEYS[4]
    usable[ARGV[s]] = { not foreign and ours(instances, 'hash'), ours(observations, 'hash'), foreign }
end

-- what is due, and which services that concerns; what cannot be ours is thrown out
-- (an array for each part of what is due: a table for each would be most of what thousands cost)
local members, serviceOf, idOf, ownOf, deadOf = {}, {}, {}, {}, {}
local expired, thrown, more, asked = {}, {}, {}, {}
local function need(service)
    if not keys[service] and not asked[service] then
        asked[service] = true
        more[#more + 1] = service
    end
end
local ended = redis.call('ZRANGEBYSCORE', KEYS[4], '-inf', now, 'LIMIT', 0, LOOK)
local isDue = {}
for from = 1, #ended, 500 do
    local to = math.min(from + 499, #ended)
    local owners = redis.call('HMGET', KEYS[3], unpack(ended, from, to))
    for m = from, to do
        local member, own = ended[m], owners[m - from + 1]
        local service, id = split(member)
        if service and own and string.find(own, ' ', 42, true) then
            need(service)
            isDue[service] = isDue[service] or {}
            isDue[service][id] = 'vanished'
            -- most of them are only looked at: what their owner says is taken apart when it is needed
            local d = #members + 1
            members[d], serviceOf[d], idOf[d], ownOf[d] = member, service, id, own
        else
            thrown[#thrown + 1] = { KEYS[4], member }
        end
    end
end
for _, member in ipairs(redis.call('ZRANGEBYSCORE', KEYS[6], '-inf', now, 'LIMIT', 0, MOST)) do
    local service, rest = split(member)
    local bar = service and string.find(rest, '|', 1, true)
    if bar then
        need(service)
        expired[#expired + 1] = { service = service, id = string.sub(rest, 1, bar - 1),
            observer = string.sub(rest, bar + 1), member = member }
    else
        thrown[#thrown + 1] = { KEYS[6], member }
    end
end
if #more > 0 then
    return { 'more', more, store, rev, nonce }
end
for _, junk in ipairs(thrown) do
    redis.call('ZREM', junk[1], junk[2])
end

-- nobody swept for long: perhaps nobody could renew either, so owners get one lease, the longest there is, to come back
local times = redis.call('HMGET', KEYS[1], 'swept', 'grace', 'longest', 'longestAt')
local longest = math.min(tonumber(times[3] or nil) or 0, HOLDS)
local longestAt = math.min(tonumber(times[4] or nil) or 0, now)
local span = math.max(lease, longest)
local grace = math.min(tonumber(times[2] or nil) or now, now + span)
if now - (tonumber(times[1] or nil) or 0) > math.max(lease / 2, 3 * math.min(1000, lease / 4)) then
    grace = now + span
end
if lease >= longest or now - longestAt > REMEMBERED then
    longest, longestAt = lease, now
end
redis.call('HSET', KEYS[1], 'swept', now, 'grace', grace, 'longest', longest, 'longestAt', longestAt,
    'size', redis.call('ZCARD', KEYS[4]))
if ours(KEYS[7], 'zset') then
    redis.call('ZREMRANGEBYSCORE', KEYS[7], '-inf', now)
end

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

-- Who was seen dead: a refused connection is proof for as long as its observer says, half an hour at most. What the
-- registry itself holds against somebody lasts longer: of that, 'soon' is what has expired or is to be written anew.
local soon, proof, watched = {}, {}, {}
local late = redis.call('ZCOUNT', KEYS[4], '(' .. now, now + math.floor(span * 2 / 5))
if #members > 0 or late > 0 then
    local fields = {}
    local seen = redis.call('ZRANGEBYSCORE', KEYS[6], '-inf', now + HOLDS / 2, 'WITHSCORES', 'LIMIT', 0, LOOK)
    for m = 1, #seen, 2 do
        local member, ends = seen[m], tonumber(seen[m + 1])
        local bar = string.find(member, '|', 1, true)
        local of = bar and string.sub(member, 1, bar - 1) or ''
        if string.sub(member, (bar or 0) + 1) == 'registry' then
            soon[of] = ends
        elseif ends > now then
            watched[of] = true
            local service, id = split(of)
            if service and isDue[service] and isDue[service][id] and usable[service][2] then
                fields[service] = fields[service] or {}
                table.insert(fields[service], id .. string.sub(member, bar))
            end
        end
    end
    for service, list in pairs(fields) do
        for from = 1, #list, 500 do
            local to = math.min(from + 499, #list)
            local records = redis.call('HMGET', keys[service][2], unpack(list, from, to))
            for f = from, to do
                local record = records[f - from + 1]
                -- our own writing: within a string the quotes would be escaped
                if record and string.find(record, '"evidence":"REFUSED"', 1, true) then
                    proof[service .. '/' .. string.match(list[f], '^[^|]*')] = true
                end
            end
        end
    end
end
local silent = #ended == LOOK and redis.call('ZCOUNT', KEYS[4], '-inf', now) - LOOK or 0
for d, member in ipairs(members) do
    local dead = proof[member] or string.byte(ownOf[d], 41) == DEAD and not (soon[member] and soon[member] <= now)
    deadOf[d] = dead or false
    local of = usable[serviceOf[d]]
    if not dead and (of[1] or of[3]) and of[2] then
        silent = silent + 1
    end
end

-- whoever was cut off together falls silent within half a lease: until then nobody can tell how many they are
local settled = redis.call('ZCOUNT', KEYS[4], '-inf', now - math.floor(span / 2))

-- many that fall silent together are more often cut off than dead: only proof removes them, until few are left for a lease
-- or as many live as there were
local fleet = redis.call('ZCARD', KEYS[4])
local active, since, last, before = string.match(protected, '^([01]) (%d+) (%d+) (%d+) ')
if now >= grace then
    active, since, last, before = false, tonumber(since), math.min(tonumber(last) or 0, now + span), tonumber(before)
    if silent > math.max(tonumber(ARGV[7]), math.floor(fleet * ARGV[8] / 100)) then
        since, last, before = since or now, now + span, before or fleet
    elseif silent == 0 or now >= last then
        since, before = nil, nil
    end
    active = since and fleet - silent < before
else
    active = active == '1'
end

local mutations, removed, held = {}, {}, {}
local function lapse(d)
    local service, id, own, dead = serviceOf[d], idOf[d], parsed(ownOf[d]), deadOf[d]
    local ends = tonumber(redis.call('ZSCORE', KEYS[4], members[d]))
    local json = '{"v":1,' .. named(service, id) .. ',"incarnation":' .. cjson.encode(own.incarnation)
        .. ',"observer":"registry","evidence":"' .. (dead and 'REFUSED' or 'LAPSED') .. '","detail":"lease ended at '
        .. iso(ends) .. (dead and ', and connections are refused' or '')
        .. '","at":"' .. iso(now) .. '","expiresAt":"' .. iso(now + HOLDS) .. '"}'
    redis.call('HSET', keys[service][2], id .. '|registry', string.format('%.0f ', now + HOLDS) .. json)
    redis.call('ZADD', KEYS[6], now + HOLDS, members[d] .. '|registry')
    mark(members[d], own, dead and 'D' or 'L')
    mutations[#mutations + 1] = '{"observed":' .. json .. '}'
end

-- of each service with something due: whether silence proves nothing there, because one who had lapsed has come back
local graces = {}
local function inGrace(service)
    if graces[service] == nil then
        local field = 'grace:' .. service
        local ends = tonumber(redis.call('HGET', KEYS[1], field) or nil)
        graces[service] = ends ~= nil and now < ends
        if graces[service] and ends > now + span then
            redis.call('HSET', KEYS[1], field, now + span)
        elseif ends and not graces[service] then
            redis.call('HDEL', KEYS[1], field)
        end
    end
    return now < grace or graces[service]
end

-- and whether anybody there has a lease left; if nobody has, who is still stored
local living = {}
local function lives(service)
    if living[service] == nil then
        living[service] = false
        for _, id in ipairs(redis.call('HKEYS', keys[service][1])) do
            if isDue[service][id] then
                isDue[service][id] = 'stored'
            else
                local member = service .. '/' .. id
                local ends = tonumber(redis.call('ZSCORE', KEYS[4], member) or nil)
                if ends and ends > now and owner(member) then
                    living[service] = true
                    break
                end
            end
        end
    end
    return living[service]
end

local doomed, kept, unproven, proven = {}, {}, {}, 0
for d, member in ipairs(members) do
    local service = serviceOf[d]
    if usable[service][1] and usable[service][2] then
        local forbearing = inGrace(service)
        -- silence of all proves nothing; of a record that has vanished there is nothing to keep
        local stays = forbearing or not lives(service) and isDue[service][idOf[d]] == 'stored'
            or not deadOf[d] and (active or d > settled)
        if not stays and #doomed < MOST then
            doomed[#doomed + 1] = d
            removed[#removed + 1] = member
            proven = proven + (deadOf[d] and 1 or 0)
        else
            if #held < MOST then
                held[#held + 1] = member
            end
            if stays and not forbearing then
                kept[#kept + 1] = d
                if not deadOf[d] then
                    unproven[#unproven + 1] = d
                end
            end
        end
    end
end
for _, d in ipairs(doomed) do
    local service = serviceOf[d]
    remove(keys[service][1], keys[service][2], service, idOf[d], parsed(ownOf[d]), 'EXPIRED', mutations)
end
-- thousands may have lapsed long ago: only what is new, or about to expire, is written
local lapses = 0
for _, d in ipairs(kept) do
    local known = string.byte(ownOf[d], 41)
    if known == INNOCENT or soon[members[d]] or deadOf[d] and known ~= DEAD then
        lapses = lapses + 1
        lapse(d)
    end
    if lapses == MOST then
        break
    end
end
-- another choice each time, so that all have their turn
local doubtful = {}
for i = 0, math.min(#unproven, tonumber(ARGV[9])) - 1 do
    local d = unproven[(now + i) % #unproven + 1]
    local own = parsed(ownOf[d])
    doubtful[#doubtful + 1] = members[d]
    doubtful[#doubtful + 1] = own.incarnation
    doubtful[#doubtful + 1] = own.address
end
-- and some who have missed a renewal, unless somebody has an eye on them: who knocks now has the proof when the lease ends
local room = tonumber(ARGV[9]) - math.min(#unproven, tonumber(ARGV[9]))
if now >= grace and late > 0 and room > 0 then
    local overdue = redis.call('ZRANGEBYSCORE', KEYS[4], '(' .. now, now + math.floor(span * 2 / 5),
        'LIMIT', now % late, room)
    local owners = #overdue > 0 and redis.call('HMGET', KEYS[3], unpack(overdue)) or {}
    for m, member in ipairs(overdue) do
        local own = parsed(owners[m])
        if own and not watched[member] then
            doubtful[#doubtful + 1] = member
            doubtful[#doubtful + 1] = own.incarnation
            doubtful[#doubtful + 1] = own.address
        end
    end
end
if now >= grace then
    local told = since and string.format('%d %.0f %.0f %.0f %.0f %.0f', active and 1 or 0, since, last,
        math.max(0, before - proven), silent, fleet) or ''
    if told ~= protected then
        protected = told
        redis.call('HSET', KEYS[1], 'protected', told)
    end
end

for _, e in ipairs(expired) do
    local score = tonumber(redis.call('ZSCORE', KEYS[6], e.member) or nil)
    if score and score <= now then
        redis.call('ZREM', KEYS[6], e.member)
        if usable[e.service][2] then
            redis.call('HDEL', keys[e.service][2], e.id .. '|' .. e.observer)
            local member = e.service .. '/' .. e.id
            local own = e.observer == 'registry' and owner(member)
            if own then
                mark(member, own, '-')
            end
        end
    end
end

append(mutations)
return { 'done', removed, held, store, rev, nonce, strange, doubtful, protected }
