-- The end of renew.lua where somebody had lapsed: whoever speaks again is acquitted, and the log says so.
check()
local mutations = {}
for _, a in ipairs(lapsed) do
    local service, id = ARGV[a + 1], ARGV[a + 2]
    release(KEYS[tonumber(ARGV[a]) + 1], service, id, owner(service .. '/' .. id), mutations)
end
append(mutations)
return { table.concat(states), store, rev, nonce, now, watchers, renew, lease }
