package io.haplatform.core.registry;

import io.haplatform.core.time.Cancellable;
import io.haplatform.core.time.SerialExecutor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How long what a store has lost stays in view. To be absent from such a store proves nothing: owners get a grace to say
 * it again. After it, the few who have not are let go. Many are kept, by the rule of {@link Protection}: a store that
 * takes no writes, or that a large fleet comes back to slowly, must not empty anybody's lists. The last of a service are
 * kept as well. Nobody is let go until a lease after the log was last unreadable, or a renewal of this process last failed,
 * for then others cannot register either.
 *
 * <p>For use on the directory's executor alone.
 */
final class LostHistory {

    private static final int MOST_NAMED = 10;

    private static final Logger log = LoggerFactory.getLogger(Directory.class);

    private final SerialExecutor serial;
    private final Map<String, ServiceBook> books;
    private final ServiceNames names;
    private final BooleanSupplier hears;
    private final Consumer<List<String>> letGo;
    private final Consumer<String> told;
    private final Map<String, Loss> losses = new HashMap<>();
    private @Nullable Loss ofNames;
    private @Nullable Cancellable again;
    private int disturbances;
    private boolean disturbed;

    private Duration lease = Duration.ZERO;
    private String said = "";
    private boolean closed;

    /** One snapshot of a store that had lost something. */
    private static final class Loss {
        boolean ripe;
    }

    /**
     * @param hears whether the log can be read now
     * @param letGo told of services whose lost records are to go
     * @param told why many are kept, in words; empty when they no longer are
     */
    LostHistory(
            SerialExecutor serial,
            Map<String, ServiceBook> books,
            ServiceNames names,
            BooleanSupplier hears,
            Consumer<List<String>> letGo,
            Consumer<String> told) {
        this.serial = serial;
        this.books = books;
        this.names = names;
        this.hears = hears;
        this.letGo = letGo;
        this.told = told;
    }

    void close() {
        closed = true;
    }

    /** What these services had was lost, and their books keep it for now; an earlier loss of theirs counts no longer. */
    void begin(Collection<String> services, Duration grace) {
        Loss loss = new Loss();
        services.forEach(service -> losses.put(service, loss));
        ofNames = loss;
        lease = grace.dividedBy(2);
        serial.schedule(grace, () -> {
            loss.ripe = true;
            decide(grace);
        });
    }

    /** The log became readable or unreadable, or a renewal failed: a registry that takes none takes no registrations. */
    void disturb() {
        if (ofNames == null && losses.isEmpty()) {
            return;
        }
        disturbed = true;
        int mine = ++disturbances;
        serial.schedule(lease, () -> disturbed &= mine != disturbances);
    }

    private void decide(Duration grace) {
        if (closed) {
            return;
        }
        boolean many = areMany();
        boolean manyNames = names.lost() > Protection.limit(names.get().size());
        if (hears.getAsBoolean() && !disturbed) {
            List<String> ripe = many
                    ? List.of()
                    : losses.keySet().stream().filter(this::mayGo).toList();
            ripe.forEach(losses::remove);
            if (ofNames != null && ofNames.ripe && !manyNames) {
                ofNames = null;
                names.dropLost();
            }
            letGo.accept(ripe);
        }
        tell(many, manyNames);
        if (again == null && (ofNames != null || !losses.isEmpty())) {
            again = serial.schedule(grace.dividedBy(2), () -> {
                again = null;
                decide(grace);
            });
        }
    }

    private boolean mayGo(String service) {
        Loss loss = losses.get(service);
        ServiceBook book = book(service);
        return loss != null && loss.ripe && book.isCurrent() && !book.isAllUnconfirmed();
    }

    /** Whether too many are missing to believe it, and others have not taken their place. */
    private boolean areMany() {
        int all = sum(ServiceBook::size);
        int unconfirmed = sum(ServiceBook::unconfirmed);
        return unconfirmed > Protection.limit(all) && all - unconfirmed < sum(ServiceBook::sizeAtLoss);
    }

    private ServiceBook book(String service) {
        return Objects.requireNonNull(books.get(service));
    }

    private int sum(ToIntFunction<ServiceBook> figure) {
        return losses.keySet().stream().map(this::book).mapToInt(figure).sum();
    }

    private void tell(boolean many, boolean manyNames) {
        List<String> reasons = new ArrayList<>();
        int all = sum(ServiceBook::size);
        if (many) {
            reasons.add(
                    sum(ServiceBook::unconfirmed) + " of " + all + " instances have not registered again in a registry"
                            + " that was begun anew: that looks like one that takes no writes, not like death. They stay in use until"
                            + " all but " + Protection.limit(all) + " of them have, or " + sum(ServiceBook::sizeAtLoss)
                            + " are there as before");
        } else {
            losses.keySet().stream()
                    .filter(service -> book(service).isAllUnconfirmed())
                    .sorted()
                    .limit(MOST_NAMED)
                    .forEach(service ->
                            reasons.add("nobody of " + service + " has registered again in a registry that was"
                                    + " begun anew; its last instances stay in use until somebody does"));
        }
        if (manyNames) {
            reasons.add(names.lost() + " of " + names.get().size()
                    + " services are not known to a registry that was begun" + " anew; their names stay until all but "
                    + Protection.limit(names.get().size()) + " are");
        }
        String words = String.join("; ", reasons);
        if (said.isEmpty() && !words.isEmpty()) {
            log.warn("{}", words);
        } else if (words.isEmpty() && !said.isEmpty()) {
            log.info("What the new registry does not know is no longer in use");
        }
        if (!words.equals(said)) {
            said = words;
            told.accept(words);
        }
    }
}
