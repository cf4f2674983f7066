-- Where in the stream a position of the log is.
-- ARGV: 7 store, 8 revision, 9 nonce. Gives the id to read on from, or '' and why there is none,
-- and 'lost' when the store no longer knows something that it has said before.
local FAR = 1000
local wanted = tonumber(ARGV[8])
if store ~= ARGV[7] then
    return { '', 'the store was begun anew', 'lost' }
elseif wanted > rev then
    return { '', 'the store has lost revisions ' .. string.format('%.0f to %.0f', rev + 1, wanted), 'lost' }
elseif rev - wanted > FAR then
    return { '', string.format('%.0f revisions were missed', rev - wanted), '' }
elseif wanted == 0 then
    return { '0-0', '', '' }
end
-- strangers may have added entries of their own: a few more than needed
local entries = redis.call('XREVRANGE', KEYS[2], '+', '-', 'COUNT', rev - wanted + 10)
local successor, forked
for _, entry in ipairs(entries) do
    local fields = {}
    for f = 1, #entry[2], 2 do
        fields[entry[2][f]] = entry[2][f + 1]
    end
    if tonumber(fields.rev) == wanted and fields.store == store then
        if fields.nonce == ARGV[9] then
            return { entry[1], '', '' }
        end
        return { '', 'revision ' .. ARGV[8] .. ' was written a second time with other content', 'lost' }
    elseif tonumber(fields.rev) == wanted + 1 and fields.store == store and fields.prev == ARGV[9] then
        successor = entry[1]
    elseif tonumber(fields.rev) == wanted + 1 and fields.store == store then
        forked = true
    end
end
if wanted == rev and nonce == ARGV[9] then
    -- the head's own entry is trimmed away: whatever comes is the next
    return { #entries > 0 and entries[1][1] or '0-0', '', '' }
end
if successor then
    -- its own entry is trimmed away, the next is not: the greatest id before that one
    local ms, seq = string.match(successor, '^(%d+)-(%d+)$')
    return { seq ~= '0' and ms .. '-' .. string.format('%.0f', seq - 1)
        or string.format('%.0f-18446744073709551615', ms - 1), '', '' }
end
return { '', 'the log no longer holds revision ' .. ARGV[8], (forked or wanted == rev) and 'lost' or '' }
