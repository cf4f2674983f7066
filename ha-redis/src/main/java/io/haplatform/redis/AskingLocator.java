package io.haplatform.redis;

import io.haplatform.core.time.SerialExecutor;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Asks those who know where the master is: up to three at once, others when one of them fails or nobody has answered
 * yet. While a failover is under way they differ; the answer of the highest epoch counts, then what most of them say.
 *
 * <p>Connections to them are kept while questions follow each other, so that thousands who all look for a new master do
 * not cost a handshake each time, and closed when nobody has asked for a while.
 *
 * <p>Thread-safe; all that changes is confined to the executor.
 */
final class AskingLocator implements Locator {

    private static final int AT_ONCE = 3;
    /** Of a cluster of hundreds of nodes not all are remembered. */
    private static final int MOST_LEARNT = 50;
    /** How long one that is silent is waited for when others have answered. */
    private static final Duration PATIENCE = Duration.ofMillis(200);

    private static final Duration IDLE = Duration.ofSeconds(2);

    private final Question question;
    private final Connector connector;
    private final Duration limit;
    private final SerialExecutor serial;

    // confined to the executor
    private List<Place> places = new ArrayList<>();
    private @Nullable Survey current;
    private int surveys;

    /** @param limit after which nobody is waited for */
    AskingLocator(Question question, Connector connector, Duration limit, SerialExecutor serial, Draws draws) {
        this.question = question;
        this.connector = connector;
        this.limit = limit;
        this.serial = serial;
        draws.shuffled(question.places()).forEach(server -> places.add(new Place(server, connector, serial)));
    }

    @Override
    public CompletionStage<RedisEndpoint> locate(boolean thorough) {
        CompletableFuture<RedisEndpoint> answer = new CompletableFuture<>();
        serial.execute(() -> {
            Survey survey = current;
            if (survey == null || (thorough && !survey.thorough)) {
                survey = new Survey(thorough);
                current = survey;
                survey.begin();
            }
            var unused = survey.outcome.whenComplete((master, failure) -> {
                if (master != null) {
                    answer.complete(master);
                } else if (failure != null) {
                    answer.completeExceptionally(failure);
                }
            });
        });
        return answer;
    }

    @Override
    public boolean moves() {
        return true;
    }

    /** Connections that are still open end with the connector. */
    @Override
    public void close() {
        serial.execute(() -> surveys++);
    }

    /** Asking once around. */
    private final class Survey {

        private final boolean thorough;
        private final CompletableFuture<RedisEndpoint> outcome = new CompletableFuture<>();
        private final Deque<Place> next = new ArrayDeque<>(places);
        private final Map<Place, Answer> answers = new LinkedHashMap<>();
        private final Map<Place, Throwable> failures = new LinkedHashMap<>();
        private int waiting;

        Survey(boolean thorough) {
            this.thorough = thorough;
        }

        void begin() {
            surveys++;
            askFurther();
            serial.schedule(PATIENCE, this::impatient);
            serial.schedule(limit, this::conclude);
        }

        private void askFurther() {
            for (int i = 0; i < (thorough ? AT_ONCE : 1); i++) {
                askNext();
            }
        }

        private void askNext() {
            Place place = next.poll();
            if (place != null) {
                waiting++;
                place.ask(question)
                        .whenComplete((answer, failure) -> serial.execute(() -> heard(place, answer, failure)));
            }
        }

        private void heard(Place place, @Nullable Answer answer, @Nullable Throwable failure) {
            waiting--;
            if (outcome.isDone()) {
                return;
            } else if (answer != null) {
                answers.put(place, answer);
            } else if (failure != null) {
                failures.put(place, failure);
                askNext();
            }
            if (waiting == 0) {
                conclude();
            }
        }

        private void impatient() {
            if (outcome.isDone()) {
                return;
            } else if (!answers.isEmpty()) {
                conclude();
            } else if (!next.isEmpty()) {
                askFurther();
                serial.schedule(PATIENCE, this::impatient);
            }
        }

        private void conclude() {
            if (outcome.isDone()) {
                return;
            }
            current = current == this ? null : current;
            places = inOrderOfUse();
            int now = surveys;
            serial.schedule(IDLE, () -> {
                if (now == surveys) {
                    places.forEach(Place::leave);
                }
            });
            RedisEndpoint master = Answer.newest(answers.values()).orElse(null);
            if (master != null) {
                outcome.complete(master);
            } else if (!answers.isEmpty()) {
                outcome.completeExceptionally(question.unknown(
                        answers.keySet().stream().map(Place::server).toList()));
            } else {
                outcome.completeExceptionally(question.unanswered(reasons()));
            }
        }

        private Map<RedisEndpoint, Throwable> reasons() {
            Map<RedisEndpoint, Throwable> reasons = new LinkedHashMap<>();
            failures.forEach((place, failure) -> reasons.put(place.server(), failure));
            return reasons;
        }

        /** Who has answered is asked first next time, who has not comes last; those who are gone are forgotten. */
        private List<Place> inOrderOfUse() {
            Set<Place> ordered = new LinkedHashSet<>(answers.keySet());
            ordered.addAll(next);
            ordered.addAll(places);
            if (answers.isEmpty()) {
                return List.copyOf(ordered);
            }
            Set<RedisEndpoint> wanted = new LinkedHashSet<>(question.places());
            answers.values().forEach(answer -> wanted.addAll(answer.places()));
            List<Place> kept = new ArrayList<>();
            for (Place place : ordered) {
                if (wanted.remove(place.server())) {
                    kept.add(place);
                } else {
                    place.leave();
                }
            }
            wanted.stream().limit(MOST_LEARNT).forEach(server -> kept.add(new Place(server, connector, serial)));
            return kept;
        }
    }
}
