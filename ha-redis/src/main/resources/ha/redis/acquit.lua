-- The end of renew.lua where somebody had lapsed: whoever speaks again is acquitted, and the log says so.
check()
local mutations = {}
for _, a in ipairs(lapsed) do
    local observations, service, id = KEYS[tonumber(ARGV[a]) + 1], ARGV[a + 1], ARGV[a + 2]
    local type = redis.call('TYPE', observations).ok
    if type == 'hash' or type == 'none' then
        release(observations, service, id, owner(service .. '/' .. id), mutations, type == 'none')
    end
end
append(mutations)
return { table.concat(states), store, rev, nonce, now, watchers, renew, lease, protected }
