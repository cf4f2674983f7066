package io.haplatform.redis;

import java.util.Collection;
import java.util.TreeSet;

/**
 * What a Redis user must be allowed, as {@code ACL SETUSER} takes it. Tests take each right away and see it missed, but
 * for {@code +ping}, without which a connection is given up where Redis was only slow.
 */
final class Rights {

    private static final String COMMANDS =
            " +ping +select +role +info +cluster|slots +eval +evalsha +time +type +exists +unlink +xadd +xread"
                    + " +xrevrange +hget +hmget +hgetall +hkeys +hlen +hexists +hset +hdel +zadd +zcard +zscore"
                    + " +zcount +zrangebyscore +zrem +zremrangebyscore +sadd +scard +srem +smembers +srandmember";

    private Rights() {}

    /** For everything in a namespace. */
    static String of(Keys keys) {
        return "~" + keys.prefix() + "*" + COMMANDS;
    }

    /** For reading everything and registering some services. */
    static String of(Keys keys, Collection<String> services) {
        StringBuilder rules = new StringBuilder();
        keys.fixed().forEach(key -> rules.append('~').append(key).append(' '));
        rules.append('~').append(keys.observations("*"));
        rules.append(" %R~").append(keys.instances("*"));
        rules.append(" %R~").append(keys.overrides("*"));
        new TreeSet<>(services).forEach(service -> rules.append(" ~").append(keys.instances(service)));
        return rules + COMMANDS + " +eval_ro +evalsha_ro";
    }
}
