package io.haplatform.redis;

import io.haplatform.core.registry.RegistryException;
import io.lettuce.core.api.StatefulRedisConnection;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Servers that answer as they are told, and are silent until then. */
final class ToldServers implements Connections {

    private final Map<String, Answer> answers = new HashMap<>();
    private final Set<String> failing = new HashSet<>();
    private final Map<String, CompletableFuture<Answer>> waiting = new HashMap<>();
    private List<String> asked = new ArrayList<>();
    int connected;
    int discarded;

    void says(String place, String master, long epoch, String... places) {
        will(
                place,
                new Answer(
                        Optional.of(server(master)),
                        epoch,
                        Arrays.stream(places).map(ToldServers::server).toList()));
    }

    /** As a sentinel that was reset, or a node that was wiped. */
    void knowsNone(String place) {
        will(place, new Answer(Optional.empty(), 0, List.of()));
    }

    void fails(String place) {
        answers.remove(place);
        failing.add(place);
    }

    /** Who asked before this one fell silent hears it; who asked since does not. */
    void saysToTheFirstWhoAsked(String place, String master) {
        CompletableFuture<Answer> waits = waiting.remove(place);
        if (waits == null) {
            throw new AssertionError("somebody must have asked " + place + " but nobody has");
        }
        waits.complete(new Answer(Optional.of(server(master)), 0, List.of()));
    }

    private void will(String place, Answer answer) {
        failing.remove(place);
        answers.put(place, answer);
        CompletableFuture<Answer> waits = waiting.remove(place);
        if (waits != null) {
            waits.complete(answer);
        }
    }

    /** Who was asked since this was called last. */
    List<String> asked() {
        List<String> since = asked;
        asked = new ArrayList<>();
        return since;
    }

    Question question(String... places) {
        return new Question() {
            @Override
            public List<RedisEndpoint> places() {
                return Arrays.stream(places).map(ToldServers::server).toList();
            }

            @Override
            public CompletionStage<Answer> ask(
                    RedisEndpoint place, StatefulRedisConnection<String, String> connection) {
                asked.add(place.host());
                return answer(place.host());
            }

            @Override
            public RegistryException unknown(List<RedisEndpoint> answered) {
                return new RegistryException("unknown to " + hosts(answered));
            }

            @Override
            public RegistryException unanswered(Map<RedisEndpoint, Throwable> failures) {
                return new RegistryException("unanswered by " + hosts(List.copyOf(failures.keySet())));
            }
        };
    }

    private CompletionStage<Answer> answer(String place) {
        @Nullable Answer answer = answers.get(place);
        if (failing.contains(place)) {
            return CompletableFuture.failedFuture(new IllegalStateException("refused"));
        }
        return answer == null
                ? waiting.computeIfAbsent(place, silent -> new CompletableFuture<>())
                : CompletableFuture.completedFuture(answer);
    }

    static RedisEndpoint server(String host) {
        return RedisEndpoint.of(host, 6379);
    }

    private static List<String> hosts(List<RedisEndpoint> places) {
        return places.stream().map(RedisEndpoint::host).toList();
    }

    @Override
    public CompletionStage<StatefulRedisConnection<String, String>> connect(RedisEndpoint server) {
        connected++;
        return CompletableFuture.completedFuture(connection());
    }

    @Override
    public void discard(StatefulRedisConnection<String, String> connection) {
        discarded++;
    }

    /** Only whether it is open is asked of it. */
    @SuppressWarnings("unchecked")
    private static StatefulRedisConnection<String, String> connection() {
        return (StatefulRedisConnection<String, String>) Proxy.newProxyInstance(
                ToldServers.class.getClassLoader(),
                new Class<?>[] {StatefulRedisConnection.class},
                (proxy, method, arguments) -> method.getName().equals("isOpen"));
    }
}
