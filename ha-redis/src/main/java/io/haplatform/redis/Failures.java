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

    private final RedisDeployment deployment;
    private final String redis;
    private final Keys keys;

    Failures(RedisDeployment deployment, Keys keys) {
        this(deployment, Words.of(deployment), keys);
    }

    private Failures(RedisDeployment deployment, String redis, Keys keys) {
        this.deployment = deployment;
        this.redis = redis;
        this.keys = keys;
    }

    /** Of one server of the deployment. */
    Failures at(RedisEndpoint server) {
        return new Failures(deployment, Words.of(deployment, server), keys);
    }

    String redis() {
        return redis;
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

    /** Whether the user may not do this, as opposed to not being let in. */
    static boolean isForbidden(Throwable failure) {
        return isForbidden(deepest(unwrap(failure)));
    }

    /** Whether a script that was to write nothing met something to be repaired. */
    static boolean isRepairWanted(Throwable failure) {
        return deepest(unwrap(failure)).contains("Write commands are not allowed from read-only scripts");
    }

    private static boolean isLockedOut(String said) {
        return said.contains("NOAUTH")
                || said.contains("WRONGPASS")
                || said.contains("without any password configured");
    }

    private static boolean isForbidden(String said) {
        // the last is how a script says it since Redis 7.2
        return said.contains("NOPERM")
                || said.contains("The user executing the script can't")
                || said.contains("ACL failure in script");
    }

    /** Whether the master must be looked for elsewhere: this server says itself that it is not, or no longer. */
    boolean isElsewhere(Throwable failure) {
        String said = deepest(unwrap(failure));
        return said.contains("READONLY")
                || said.contains("UNBLOCKED")
                || (deployment instanceof RedisCluster && said.startsWith("MOVED "));
    }

    /** Whether a master that was replaced would say this, but others too. */
    static boolean isDoubtful(Throwable failure) {
        String said = deepest(unwrap(failure));
        return isOfACluster(said)
                || said.contains("NOREPLICAS")
                || said.contains("MASTERDOWN")
                || said.contains("LOADING");
    }

    private static boolean isOfACluster(String said) {
        return said.startsWith("MOVED ")
                || said.startsWith("ASK ")
                || said.startsWith("TRYAGAIN")
                || said.startsWith("CLUSTERDOWN");
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
                    + (deployment.access().password() == null ? "no password" : "the given password") + user()
                    + ": set spring.data.redis.password, and spring.data.redis.username for an ACL user (" + said + ")";
        } else if (isForbidden(said)) {
            return redis() + " does not let us do what we must" + user() + ": give the user of"
                    + " spring.data.redis.username these rights: " + RedisRegistry.aclRules(keys.namespace()) + " ("
                    + said + ")";
        } else if (said.contains("READONLY")) {
            return replica() + " (" + said + ")";
        } else if (isOfACluster(said)) {
            return cluster() + " (" + said + ")";
        } else if (said.contains("NOREPLICAS")) {
            return redis() + " takes no writes while too few replicas follow it: start them, or lower its"
                    + " min-replicas-to-write (" + said + ")";
        } else if (said.contains("LOADING")) {
            return redis() + " is still reading its data from disk (" + said + ")";
        } else if (said.contains("OOM")) {
            return redis() + " has no memory left for the registry: raise its maxmemory (" + said + ")";
        } else if (cause instanceof RedisCommandTimeoutException) {
            return redis() + " did not answer in time: " + said;
        } else if (cause instanceof RedisCommandExecutionException) {
            return redis() + " refused a command: " + said;
        }
        return redis() + " cannot be reached: " + said;
    }

    /** Of a server that is not the master. */
    String replica() {
        return redis()
                + (deployment instanceof RedisEndpoint
                        ? " is a replica: let spring.data.redis.host and port name the master, or set"
                                + " spring.data.redis.sentinel.nodes and spring.data.redis.sentinel.master"
                        : " is a replica; the new master is looked for");
    }

    String sentinel() {
        return redis() + " is a sentinel: set spring.data.redis.sentinel.nodes and spring.data.redis.sentinel.master"
                + " instead of spring.data.redis.host";
    }

    private String cluster() {
        return redis()
                + (deployment instanceof RedisCluster
                        ? " does not serve namespace '" + keys.namespace() + "' at the moment; its slot is looked for"
                        : " is part of a cluster: set spring.data.redis.cluster.nodes instead of"
                                + " spring.data.redis.host");
    }

    private String user() {
        String username = deployment.access().username();
        return username == null ? "" : " as user '" + username + "'";
    }

    /** The innermost cause that says something: the outer ones are wrappers. */
    static String deepest(Throwable failure) {
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
