-- For scripts that write.

-- Called before the first write: a script that fails halfway would leave a change that no entry tells of.
local function check()
    for k, expected in pairs({ [2] = 'stream', [4] = 'zset', [5] = 'set', [6] = 'zset' }) do
        local type = redis.call('TYPE', KEYS[k]).ok
        if type ~= expected and type ~= 'none' then
            error('WRONGTYPE ' .. KEYS[k])
        end
    end
end

-- One log entry for all of a script's mutations; it names its predecessor.
local function append(mutations)
    if #mutations > 0 then
        rev = rev + 1
        redis.call('XADD', KEYS[2], 'MAXLEN', '~', 10000, '*', 'v', 1, 'store', store, 'rev', rev,
            'nonce', ARGV[3], 'prev', nonce, 'at', now, 'e', '[' .. table.concat(mutations, ',') .. ']')
        nonce = ARGV[3]
        redis.call('HSET', KEYS[1], 'rev', rev, 'nonce', nonce, 'size', redis.call('ZCARD', KEYS[4]))
    end
end
