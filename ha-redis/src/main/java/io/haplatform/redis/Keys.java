package io.haplatform.redis;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The names of our keys. One hash tag per namespace puts them all into one slot of a cluster, so that scripts may use
 * them together.
 *
 * <ul>
 *   <li>{@code meta} hash: {@code store}, {@code rev} and {@code nonce}, incarnation of the store and head of the log;
 *       {@code size}, number of instances; {@code adopt}, until when snapshots adopt records without an owner; {@code
 *       swept}, {@code grace}, {@code longest} and {@code longestAt}, when somebody swept last, until when nobody is
 *       removed, the longest lease of those who sweep and when it was seen; {@code grace:<service>}, the same for one
 *   <li>{@code log} stream: one entry per change
 *   <li>{@code own} hash: {@code service/id} to digest, address and incarnation, so that renewing decodes nothing
 *   <li>{@code lease} sorted set: {@code service/id} by end of lease
 *   <li>{@code names} set of services; {@code watchers} sorted set of processes by until when they count
 *   <li>{@code seen} sorted set: {@code service/id|observer} by expiry
 *   <li>{@code i:}, {@code o:}, {@code s:} and a service: hashes of registrations, overrides, observations
 * </ul>
 */
record Keys(String namespace) {

    private static final Map<String, String> TYPES = Map.of(
            "meta",
            "hash",
            "log",
            "stream",
            "own",
            "hash",
            "lease",
            "zset",
            "names",
            "set",
            "seen",
            "zset",
            "watchers",
            "zset");

    String prefix() {
        return "{ha:" + namespace + "}:";
    }

    String log() {
        return prefix() + "log";
    }

    String names() {
        return prefix() + "names";
    }

    /** By end of lease; while something is due it exists. */
    String leases() {
        return prefix() + "lease";
    }

    /** Those that every script declares, in the order that {@code head.lua} says. */
    List<String> fixed() {
        return List.of(
                prefix() + "meta",
                log(),
                prefix() + "own",
                leases(),
                names(),
                prefix() + "seen",
                prefix() + "watchers");
    }

    String instances(String service) {
        return prefix() + "i:" + service;
    }

    String overrides(String service) {
        return prefix() + "o:" + service;
    }

    String observations(String service) {
        return prefix() + "s:" + service;
    }

    /** What type one of our keys has, in Redis' word. */
    String type(String key) {
        @Nullable String type = TYPES.get(key.substring(prefix().length()));
        return type == null ? "hash" : type;
    }
}
