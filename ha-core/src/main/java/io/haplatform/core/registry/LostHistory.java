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
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How long what a store has lost stays in view. To be absent from such a store proves nothing: owners get two leases to
 * say it again. After these, the few who have not are let go. Many are kept, by the rule of {@link Protection}: a store
 * that takes no writes, or that a large fleet comes back to slowly, must not empty anybody's lists. Of a service, no more
 * go than are there besides. Nobody is let go until a lease after the log was last unreadable, or a renewal of this
 * process last failed, for then others cannot register either.
 *
 * <p>For use on the directory's executor alone.
 */
final class LostHistory {

    private static final int MOST_SERVICES_NAMED = 10;
    private static final int MOST_INSTANCES_NAMED = 3;

    private static final Logger log = LoggerFactory.getLogger(Directory.class);

    private final SerialExecutor serial;
    private final Map<String, ServiceBook> books;
    private final ServiceNames names;
    private final BooleanSupplier hears;
    private final Consumer<List<String>> letGo;
    private final Consumer<String> told;

    private final Map<String, Loss> losses = new HashMap<>();
    private @Nullable Loss ofNames;
    private boolean undecided;
    private Duration lease = Duration.ZERO;
    private @Nullable Cancellable again;
    private int disturbances;
    private boolean disturbed;
    private String said = "";
    private boolean closed;

    /** One snapshot of a store that had lost something. */
    private static final class Loss {
        boolean ripe;
    }

    /**
     * Over all services that a loss concerns.
     *
     * @param all how many instances are in view
     * @param unconfirmed how many of them nobody has said again
     * @param before how many there were
     */
    private record Missing(int all, int unconfirmed, int before) {

        /** Whether that is too many to believe it, and others have not taken their place. */
        boolean areMany() {
            return unconfirmed > Protection.limit(all) && all - unconfirmed < before;
        }
    }

    /**
     * @param books of all services that are followed; no book is ever closed
     * @param hears whether the log can be read now
     * @param letGo told of services whose lost records are to go, or of none when names are gone
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
    void begin(Collection<String> services, Duration granted) {
        Loss loss = new Loss();
        services.forEach(service -> losses.put(service, loss));
        ofNames = loss;
        undecided = !losses.isEmpty();
        lease = granted;
        serial.schedule(lease.multipliedBy(2), () -> {
            loss.ripe = true;
            decide();
        });
    }

    /** The log became readable or unreadable, or a renewal failed: a registry that takes none takes no registrations. */
    void disturb() {
        if (ofNames == null && losses.isEmpty()) {
            return;
        }
        disturbed = true;
        undecided = !losses.isEmpty();
        int mine = ++disturbances;
        serial.schedule(lease, () -> disturbed &= mine != disturbances);
    }

    /** Whether some of what is missing may still come back: then nobody should take what is there for all there is. */
    boolean isUndecided() {
        return undecided;
    }

    private void decide() {
        if (closed) {
            return;
        }
        Missing missing = missing();
        boolean manyNames = names.lost() > Protection.limit(names.get().size());
        boolean calm = hears.getAsBoolean() && !disturbed;
        if (calm) {
            List<String> ripe = missing.areMany()
                    ? List.of()
                    : losses.keySet().stream().filter(this::mayGo).toList();
            ripe.forEach(losses::remove);
            boolean namesToo = ofNames != null && ofNames.ripe && !manyNames;
            if (namesToo) {
                ofNames = null;
                names.dropLost();
            }
            if (namesToo || !ripe.isEmpty()) {
                letGo.accept(ripe);
            }
        }
        boolean mayChange = !calm || missing.areMany();
        undecided = losses.values().stream().anyMatch(loss -> mayChange || !loss.ripe);
        tell(missing, manyNames);
        if (again == null && (ofNames != null || !losses.isEmpty())) {
            again = serial.schedule(lease, () -> {
                again = null;
                decide();
            });
        }
    }

    private boolean mayGo(String service) {
        Loss loss = losses.get(service);
        ServiceBook book = book(service);
        return loss != null && loss.ripe && book.isCurrent() && !book.isMostlyUnconfirmed();
    }

    private Missing missing() {
        int all = 0;
        int unconfirmed = 0;
        int before = 0;
        for (String service : losses.keySet()) {
            ServiceBook book = book(service);
            all += book.size();
            unconfirmed += book.unconfirmed().size();
            before += book.sizeAtLoss();
        }
        return new Missing(all, unconfirmed, before);
    }

    private ServiceBook book(String service) {
        return Objects.requireNonNull(books.get(service), service);
    }

    private void tell(Missing missing, boolean manyNames) {
        List<String> reasons = new ArrayList<>();
        if (missing.areMany()) {
            Stream<String> keys = losses.keySet().stream()
                    .sorted()
                    .flatMap(service -> book(service).unconfirmed().stream().map(id -> service + "/" + id));
            reasons.add(missing.unconfirmed() + " of " + missing.all()
                    + " instances have not registered again in a registry that was begun anew ("
                    + some(keys, missing.unconfirmed())
                    + "): that looks like one that takes no writes, not like death. They stay in use until all but "
                    + Protection.limit(missing.all()) + " of them have, or " + missing.before()
                    + " are there as before");
        } else {
            losses.keySet().stream()
                    .filter(service -> book(service).isMostlyUnconfirmed())
                    .sorted()
                    .limit(MOST_SERVICES_NAMED)
                    .forEach(service -> reasons.add(most(service, book(service))));
        }
        if (manyNames) {
            reasons.add(names.lost() + " of " + names.get().size()
                    + " services are not known to a registry that was begun anew; their names stay until all but "
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

    private static String most(String service, ServiceBook book) {
        int missing = book.unconfirmed().size();
        String who = book.isAllUnconfirmed()
                ? "nobody of " + service + " has"
                : missing + " of " + book.size() + " instances of " + service + " have not";
        return who + " registered again in a registry that was begun anew; those it does not know ("
                + some(book.unconfirmed().stream(), missing) + ") stay in use until as many others are there";
    }

    private static String some(Stream<String> names, int all) {
        int more = all - MOST_INSTANCES_NAMED;
        return names.limit(MOST_INSTANCES_NAMED).collect(Collectors.joining(", "))
                + (more > 0 ? " and " + more + " more" : "");
    }
}
