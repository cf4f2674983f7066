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
 * Asks those who know where the master is: up to three at once, others when one of them fails or knows of none, or
 * nobody has told it yet. While a failover is under way they differ; the answer of the highest epoch counts, then what most of them say.
 *
 * <p>Connections to them are kept while questions follow each other, so that thousands who all look for a new master do
 * not cost a handshake each time, and closed when nobody has asked for a while.
 *
 * <p>Thread-safe; all that changes is confined to the executor.
 */
final class AskingLocator implements Locator {

    private static final int AT_ONCE = 3;
    /** Of a cluster of hundreds of nodes not all are remembered. */
    private static final int MOST_REMEMBERED = 50;
    /** How long one that is silent is waited for when others have told the master. */
    private static final Duration PATIENCE = Duration.ofMillis(200);

    private static final Duration IDLE = Duration.ofSeconds(2);

    private final Question question;
    private final Connections connections;
    private final Duration limit;
    private final SerialExecutor serial;

    // confined to the executor
    private List<Place> places = new ArrayList<>();
    private @Nullable Survey current;
    private int surveys;

    /** @param limit after which nobody is waited for */
    AskingLocator(Question question, Connections connections, Duration limit, SerialExecutor serial, Draws draws) {
        this.question = question;
        this.connections = connections;
        this.limit = limit;
        this.serial = serial;
        draws.shuffled(question.places()).forEach(server -> places.add(new Place(server, connections, serial)));
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
            }
            if (answer == null || answer.master().isEmpty()) {
                askNext();
            }
            if (waiting == 0) {
                conclude();
            }
        }

        private void impatient() {
            if (outcome.isDone()) {
                return;
            } else if (isMasterTold()) {
                conclude();
            } else {
                askFurther();
                serial.schedule(PATIENCE, this::impatient);
            }
        }

        private boolean isMasterTold() {
            return answers.values().stream().anyMatch(answer -> answer.master().isPresent());
        }

        private void conclude() {
            if (outcome.isDone()) {
                return;
            }
            current = current == this ? null : current;
            places = inOrderOfUse();
            int now = surveys;
            serial.schedule(IDLE, () -> {
                // one that began before may be under way still, and uses them
                if (now == surveys && current == null) {
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

        /**
         * Who has told the master is asked first next time, who could not comes last; those who are gone are forgotten,
         * but not on the word of one who knows no master: a node that was wiped knows no other either.
         */
        private List<Place> inOrderOfUse() {
            Set<Place> ordered = new LinkedHashSet<>();
            answers.forEach((place, answer) -> answer.master().ifPresent(master -> ordered.add(place)));
            ordered.addAll(next);
            ordered.addAll(places);
            Set<RedisEndpoint> wanted = new LinkedHashSet<>(question.places());
            answers.values().forEach(answer -> wanted.addAll(answer.places()));
            List<Place> kept = new ArrayList<>();
            for (Place place : ordered) {
                if (wanted.remove(place.server()) || !isMasterTold()) {
                    kept.add(place);
                } else {
                    place.leave();
                }
            }
            wanted.stream()
                    .limit(Math.max(0, MOST_REMEMBERED - kept.size()))
                    .forEach(server -> kept.add(new Place(server, connections, serial)));
            return kept;
        }
    }
}
