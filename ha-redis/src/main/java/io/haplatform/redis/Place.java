package io.haplatform.redis;

import io.haplatform.core.time.SerialExecutor;
import io.lettuce.core.api.StatefulRedisConnection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A server that one can ask for the master. Its connection is made for the first question and kept for those that
 * follow. Confined to the executor.
 */
final class Place {

    private final RedisEndpoint server;
    private final Connections connections;
    private final SerialExecutor serial;
    private @Nullable CompletionStage<StatefulRedisConnection<String, String>> connection;

    Place(RedisEndpoint server, Connections connections, SerialExecutor serial) {
        this.server = server;
        this.connections = connections;
        this.serial = serial;
    }

    RedisEndpoint server() {
        return server;
    }

    CompletionStage<Answer> ask(Question question) {
        CompletionStage<StatefulRedisConnection<String, String>> mine = connection;
        if (mine == null || isClosed(mine)) {
            mine = connections.connect(server);
            connection = mine;
        }
        return ask(question, mine);
    }

    private CompletionStage<Answer> ask(
            Question question, CompletionStage<StatefulRedisConnection<String, String>> mine) {
        return mine.thenCompose(open -> question.ask(server, open)).whenComplete((answer, failure) -> {
            if (failure != null) {
                serial.execute(() -> leave(mine));
            }
        });
    }

    private static boolean isClosed(CompletionStage<StatefulRedisConnection<String, String>> made) {
        CompletableFuture<StatefulRedisConnection<String, String>> connection = made.toCompletableFuture();
        return connection.isDone()
                && !connection.isCompletedExceptionally()
                && !connection.join().isOpen();
    }

    /** What is asked later begins with a new connection. */
    void leave() {
        if (connection != null) {
            leave(connection);
        }
    }

    private void leave(CompletionStage<StatefulRedisConnection<String, String>> mine) {
        if (connection == mine) {
            connection = null;
            mine.thenAccept(connections::discard);
        }
    }
}
