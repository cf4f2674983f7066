package io.haplatform.core.registry;

import io.haplatform.core.instance.Mutation;
import io.haplatform.core.instance.OperatorOverride;
import io.haplatform.core.time.SerialExecutor;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * The books of the services that a directory follows, and what its readers get of them: each change of a book becomes a
 * view and events; the events wait for {@link #publish}, so that whoever hears of one finds views and names to match.
 *
 * <p>For use on the directory's executor alone.
 */
final class ServiceBooks {

    private final StoreClock clock;
    private final History history;
    private final ServiceNames names;
    private final DirectoryOutput output;
    private final EndTimers ends;
    private final LostHistory lostHistory;
    private final Runnable gone;
    private final Map<String, ServiceBook> books = new HashMap<>();
    private final Set<String> wanted = new LinkedHashSet<>();
    private final List<RegistryEvent> happened = new ArrayList<>();
    private final List<Change.PutOverride> lost = new ArrayList<>();
    private boolean remembers;

    /**
     * @param hears whether the log can be read now
     * @param gone told when something has left that a store had lost
     */
    ServiceBooks(
            SerialExecutor serial,
            StoreClock clock,
            History history,
            ServiceNames names,
            DirectoryOutput output,
            BooleanSupplier hears,
            Runnable gone) {
        this.gone = gone;
        this.clock = clock;
        this.history = history;
        this.names = names;
        this.output = output;
        this.ends = new EndTimers(serial, clock, this::expire);
        this.lostHistory = new LostHistory(serial, books, names, hears, this::letGo, output::kept);
    }

    /** @return whether it was not open before */
    boolean open(String service) {
        boolean added = !books.containsKey(service);
        if (added) {
            books.put(service, new ServiceBook(service));
            wanted.add(service);
        }
        return added;
    }

    /** Whether something of what is followed is not known, or may still be said again in a store that has lost it. */
    boolean lacks() {
        return !wanted.isEmpty() || lostHistory.isUndecided();
    }

    /** Those that wait for a snapshot, in the order in which they are to be asked for. */
    Set<String> wanted() {
        return wanted;
    }

    /** The log has a gap: all of them wait for a snapshot. */
    void interrupt() {
        books.values().forEach(ServiceBook::interrupt);
        wanted.addAll(books.keySet());
    }

    /**
     * Takes over a snapshot.
     *
     * @param asked the services it was asked for
     * @param meanwhile what the log has brought since then
     * @param historyLost whether the store has lost something: what it does not have stays for now
     * @param lease how long one is here
     * @param isNews which services came into being before the eyes of their readers
     */
    void load(
            Set<String> asked,
            Snapshot snapshot,
            List<LogEntry> meanwhile,
            boolean historyLost,
            Duration lease,
            Predicate<String> isNews) {
        for (String service : asked) {
            wanted.remove(service);
            load(service, snapshot, meanwhile, historyLost, isNews.test(service));
        }
        names.load(snapshot.names(), historyLost);
        if (historyLost) {
            lostHistory.begin(asked, lease);
        }
        for (LogEntry entry : meanwhile) {
            if (entry.position().revision() > snapshot.position().revision()) {
                noteNames(entry);
            }
        }
        correctNames();
        publish();
    }

    /** These have been loaded with what was known before this process was started: nobody has seen it in the store. */
    void remember(Set<String> services) {
        services.forEach(service -> book(service).remember());
        remembers = true;
    }

    /** The store's log goes on from what was known before, so the store knows it; of the others their snapshot tells. */
    void confirm() {
        if (remembers) {
            remembers = false;
            books.values().stream().filter(ServiceBook::isCurrent).forEach(ServiceBook::confirm);
        }
    }

    private void load(
            String service, Snapshot snapshot, List<LogEntry> meanwhile, boolean historyLost, boolean isNews) {
        ServiceBook book = book(service);
        if (isNews) {
            book.firstIsNews();
        }
        long revision = snapshot.position().revision();
        List<Change.PutOverride> missing =
                book.load(snapshot.services().getOrDefault(service, Snapshot.Records.NONE), revision, historyLost);
        missing.stream().filter(put -> put.override().holdsAt(clock.now())).forEach(lost::add);
        meanwhile.forEach(entry -> apply(entry, service, book));
        settle(service, book, clock.now(), Math.max(revision, history.applied().revision()));
    }

    /** Names follow from the books where there are any. */
    private void correctNames() {
        books.forEach((service, book) -> {
            if (book.isCurrent() || !book.isEmpty()) {
                names.set(service, !book.isEmpty());
            }
        });
    }

    private void noteNames(LogEntry entry) {
        for (Mutation mutation : entry.mutations()) {
            names.apply(mutation, books.containsKey(mutation.key().service()));
        }
    }

    /** Takes over an entry of the log. */
    void apply(LogEntry entry) {
        confirm();
        noteNames(entry);
        Set<String> services = new LinkedHashSet<>();
        entry.mutations().forEach(mutation -> services.add(mutation.key().service()));
        for (String service : services) {
            ServiceBook book = books.get(service);
            if (book != null && book.isCurrent()) {
                apply(entry, service, book);
                settle(service, book, entry.at(), entry.position().revision());
                names.set(service, !book.isEmpty());
            }
        }
        publish();
    }

    /** See {@link LostHistory#disturb}. */
    void disturb() {
        lostHistory.disturb();
    }

    /** Nobody has said again what a lost store knew of these. */
    private void letGo(List<String> services) {
        for (String service : services) {
            ServiceBook book = book(service);
            book.dropUnconfirmed();
            settle(service, book, clock.now(), history.applied().revision());
        }
        correctNames();
        publish();
        gone.run();
    }

    /** The records of all services that are in step with the log; of those that the store does not know at all, none. */
    Map<String, Snapshot.Records> records() {
        Map<String, Snapshot.Records> records = new HashMap<>();
        books.forEach((service, book) -> {
            if (book.isCurrent() && !book.isAllUnconfirmed()) {
                records.put(service, book.records());
            }
        });
        return records;
    }

    /** Operators' words on instances of these services, whether they are there or not. */
    Overrides overrides() {
        List<OperatorOverride> all = new ArrayList<>();
        books.values().forEach(book -> all.addAll(book.overrides()));
        all.sort(Comparator.comparing(OperatorOverride::key));
        return new Overrides(clock.now(), all);
    }

    private void publish() {
        names.publish();
        List<RegistryEvent> events = List.copyOf(happened);
        happened.clear();
        events.forEach(output::event);
        List<Change.PutOverride> missing = List.copyOf(lost);
        lost.clear();
        missing.forEach(output::lost);
    }

    void close() {
        lostHistory.close();
        ends.close();
    }

    private void expire(String service, Instant at) {
        ServiceBook book = book(service);
        book.expire(at);
        settle(service, book, at, history.applied().revision());
        publish();
    }

    /** Of a service that was opened; no book is ever closed. */
    private ServiceBook book(String service) {
        return Objects.requireNonNull(books.get(service), service);
    }

    private void settle(String service, ServiceBook book, Instant at, long revision) {
        ServiceView view = book.settle(at, revision, happened::add);
        if (view != null) {
            output.view(view);
            ends.set(service, book.nextEnd());
        }
    }

    private static void apply(LogEntry entry, String service, ServiceBook book) {
        for (Mutation mutation : entry.mutations()) {
            if (mutation.key().service().equals(service)) {
                book.apply(mutation, entry.position().revision());
            }
        }
    }
}
