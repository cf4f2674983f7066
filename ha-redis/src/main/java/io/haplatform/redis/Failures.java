package io.haplatform.redis;

import io.haplatform.core.registry.RegistryException;
import io.haplatform.core.wire.WireException;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisNoScriptException;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** Turns what goes wrong with Redis into one sentence that names the server, the cause and, where there is one, the remedy. */
final class Failures {

    private final RedisEndpoint endpoint;
    private final Keys keys;

    Failures(RedisEndpoint endpoint, Keys keys) {
        this.endpoint = endpoint;
        this.keys = keys;
    }

    String redis() {
        return "Redis at " + endpoint.address();
    }

    RegistryException of(Throwable failure) {
        Throwable cause = unwrap(failure);
        if (cause instanceof RegistryException known) {
            return known;
        } else if (cause instanceof WireException unwritable) {
            return new RegistryException(String.valueOf(unwritable.getMessage()), unwritable);
        }
        return new RegistryException(sentence(cause), cause);
    }

    RegistryException silent(Duration timeout) {
        return new RegistryException(redis() + " did not answer within " + timeout.toMillis() + "ms");
    }

    static boolean isTimeout(@Nullable Throwable failure) {
        return failure != null && unwrap(failure) instanceof RedisCommandTimeoutException;
    }

    static boolean isUnknownScript(@Nullable Throwable failure) {
        return failure != null && unwrap(failure) instanceof RedisNoScriptException;
    }

    /** Whether a key of ours is not what we made it. */
    static boolean isWrongType(Throwable failure) {
        return unwrap(failure) instanceof RedisCommandExecutionException refused
                && String.valueOf(refused.getMessage()).contains("WRONGTYPE");
    }

    /** Whether only somebody who changes a setting can end this. */
    static boolean isRefusal(Throwable failure) {
        String said = deepest(unwrap(failure));
        return isLockedOut(said) || isForbidden(said);
    }

    private static boolean isLockedOut(String said) {
        return said.contains("NOAUTH")
                || said.contains("WRONGPASS")
                || said.contains("without any password configured");
    }

    private static boolean isForbidden(String said) {
        return said.contains("NOPERM") || said.contains("The user executing the script can't");
    }

    static Throwable unwrap(Throwable failure) {
        Throwable cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    private String sentence(Throwable cause) {
        String said = deepest(cause);
        if (isLockedOut(said)) {
            return redis() + " does not let us in with "
                    + (endpoint.password() == null ? "no password" : "the given password") + user()
                    + ": set spring.data.redis.password, and spring.data.redis.username for an ACL user (" + said + ")";
        } else if (isForbidden(said)) {
            return redis() + " does not let us do what we must" + user() + ": give the user of"
                    + " spring.data.redis.username these rights: " + RedisRegistry.aclRules(keys.namespace()) + " ("
                    + said + ")";
        } else if (said.contains("READONLY")) {
            return redis() + " is a replica: let spring.data.redis.host and port name the master (" + said + ")";
        } else if (said.contains("MOVED") || said.contains("CLUSTERDOWN")) {
            return redis() + " is part of a cluster that does not keep namespace '" + keys.namespace()
                    + "' there: let spring.data.redis name a server outside of a cluster (" + said + ")";
        } else if (said.contains("OOM")) {
            return redis() + " has no memory left for the registry: raise its maxmemory (" + said + ")";
        } else if (cause instanceof RedisCommandTimeoutException) {
            return redis() + " did not answer in time: " + said;
        } else if (cause instanceof RedisCommandExecutionException) {
            return redis() + " refused a command: " + said;
        }
        return redis() + " cannot be reached: " + said;
    }

    private String user() {
        return endpoint.username() == null ? "" : " as user '" + endpoint.username() + "'";
    }

    /** The innermost cause that says something: the outer ones are wrappers. */
    private static String deepest(Throwable failure) {
        String said = failure.getClass().getSimpleName();
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < 10; depth++) {
            if (cause.getMessage() != null && !cause.getMessage().isBlank()) {
                said = cause.getMessage();
            }
            cause = cause.getCause();
        }
        return said.lines().findFirst().orElse(said);
    }
}
