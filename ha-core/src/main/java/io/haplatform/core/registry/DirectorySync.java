package io.haplatform.core.registry;

import io.haplatform.core.instance.Mutation;
import io.haplatform.core.time.Cancellable;
import io.haplatform.core.time.SerialExecutor;
import io.haplatform.core.time.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the books of a {@link Directory} in step with the registry: snapshots of what is wanted, then the log, and
 * snapshots again after a gap. At most one snapshot request is under way; log entries that are applied meanwhile are
 * remembered, so that a book which comes with an older snapshot catches up.
 *
 * <p>Everything here runs on the directory's executor.
 */
final class DirectorySync {

    private static final Logger log = LoggerFactory.getLogger(Directory.class);

    /** How many services one request asks for, so that no reply holds up the store. */
    private static final int CHUNK = 100;

    /** The longest that readers of a large fleet spread their snapshots after a common gap. */
    private static final Duration LONGEST_SPREAD = Duration.ofSeconds(3);

    private static final Duration AHEAD_TOLERANCE = Duration.ofSeconds(1);

    private final Registry registry;
    private final SerialExecutor serial;
    private final DirectoryPolicy policy;
    private final RandomGenerator random;
    private final DirectoryOutput output;
    private final StoreClock clock;
    private final Requests requests;
    private final Backoff backoff;
    private final ServiceNames names;
    private final EndTimers ends;
    private final LogReader reader;
    private final History history = new History();

    private final Map<String, ServiceBook> books = new HashMap<>();
    private final List<RegistryEvent> happened = new ArrayList<>();
    private final Set<String> wanted = new LinkedHashSet<>();
    private final Set<String> namesAtStart = new HashSet<>();
    private boolean followsAll;
    private boolean namesAreStale;

    private boolean started;
    private boolean closed;
    private boolean historyLost;
    private boolean looksBehind;

    private @Nullable Cancellable fetching;
    private final List<LogEntry> meanwhile = new ArrayList<>();
    private @Nullable Cancellable next;
    private @Nullable Cancellable namesRefresh;

    private Duration lease = LeasePolicy.DEFAULT.leaseDuration();
    private int watchers;
    private List<String> rejected = List.of();
    private long snapshots;
    private long gaps;

    DirectorySync(
            Registry registry,
            Time time,
            SerialExecutor serial,
            DirectoryPolicy policy,
            RandomGenerator random,
            DirectoryOutput output) {
        this.registry = registry;
        this.serial = serial;
        this.policy = policy;
        this.random = random;
        this.output = output;
        this.clock = new StoreClock(time);
        this.requests = new Requests(serial, policy.requestTimeout());
        this.backoff = new Backoff(random);
        this.names = new ServiceNames(output::names);
        this.ends = new EndTimers(serial, clock, this::endHasCome);
        this.reader = new LogReader(registry, serial, new Reading());
    }

    void start() {
        started = true;
        fetch();
    }

    void close() {
        closed = true;
        reader.close();
        ends.close();
        cancel(fetching);
        cancel(next);
        cancel(namesRefresh);
    }

    void follow(Collection<String> services) {
        for (String service : services) {
            if (!books.containsKey(service)) {
                books.put(service, new ServiceBook(service));
                wanted.add(service);
            }
        }
        fetchUnlessWaiting();
    }

    void followAll() {
        followsAll = true;
        follow(names.get());
    }

    // snapshots

    /** After a failure or a gap the next try has its own time. */
    private void fetchUnlessWaiting() {
        if (next == null) {
            fetch();
        }
    }

    private void fetchAfter(Duration wait) {
        cancel(next);
        next = serial.schedule(wait, () -> {
            next = null;
            fetch();
        });
    }

    private void fetch() {
        boolean needed = !reader.isOpen() || namesAreStale || !wanted.isEmpty();
        if (!started || closed || fetching != null || !needed) {
            return;
        }
        meanwhile.clear();
        long atLeast = history.applied().revision();
        Set<String> asked = new LinkedHashSet<>();
        wanted.stream().limit(CHUNK).forEach(asked::add);
        fetching = requests.send(
                "a request for a snapshot",
                () -> registry.snapshot(asked),
                snapshot -> fetched(asked, snapshot, atLeast),
                this::retry);
    }

    private void retry(String reason) {
        fetching = null;
        output.available(false, reason);
        fetchAfter(backoff.failed(policy.retryCeiling()));
    }

    private void fetched(Set<String> asked, Snapshot snapshot, long atLeast) {
        fetching = null;
        backoff.succeeded();
        clock.learn(snapshot.now());
        Position position = snapshot.position();
        boolean contradicted = history.isContradictedBy(position, atLeast);
        if (reader.isOpen() && contradicted) {
            gap("the store's history is not the one that was followed", true);
            return;
        }
        historyLost |= contradicted;
        snapshots++;
        rejected = snapshot.rejected();
        boolean beginning = !reader.isOpen();
        if (beginning) {
            history.begin(position);
            namesAtStart.addAll(snapshot.names());
        }
        load(asked, snapshot);
        if (beginning && !readOn()) {
            return;
        }
        report();
        output.available(true, "");
        historyLost &= !wanted.isEmpty();
        fetch();
    }

    private void load(Set<String> asked, Snapshot snapshot) {
        long revision = snapshot.position().revision();
        long newest = Math.max(revision, history.applied().revision());
        for (String service : asked) {
            wanted.remove(service);
            ServiceBook book = books.computeIfAbsent(service, ServiceBook::new);
            if (followsAll && reader.isOpen() && !namesAtStart.contains(service)) {
                // whoever follows all hears of a new service from its first instance on
                book.firstIsNews();
            }
            book.load(snapshot.services().getOrDefault(service, Snapshot.Records.NONE), revision, historyLost);
            meanwhile.forEach(entry -> apply(entry, service, book));
            settle(service, book, clock.now(), newest);
            if (historyLost) {
                int loss = book.losses();
                serial.schedule(lease.multipliedBy(2), () -> dropUnconfirmed(service, book, loss));
            }
        }
        loadNames(snapshot.names(), revision);
        meanwhile.clear();
        publish();
    }

    private void loadNames(Set<String> present, long revision) {
        namesAreStale = false;
        if (historyLost) {
            // as instances do, names that a lost store knew stay until their owners have had time
            present.forEach(service -> names.set(service, true));
            refreshNamesAfter(lease.multipliedBy(2));
        } else {
            names.replace(present);
        }
        for (LogEntry entry : meanwhile) {
            if (entry.position().revision() > revision) {
                entry.mutations().forEach(this::note);
            }
        }
        books.forEach((service, book) -> {
            if (book.isCurrent() || !book.isEmpty()) {
                names.set(service, !book.isEmpty());
            }
        });
    }

    private void dropUnconfirmed(String service, ServiceBook book, int loss) {
        // a later loss has its own two leases
        if (!closed && book.losses() == loss) {
            book.dropUnconfirmed();
            settle(service, book, clock.now(), history.applied().revision());
            names.set(service, !book.isEmpty());
            publish();
        }
    }

    // the log

    /** @return whether the log can be followed from here */
    private boolean readOn() {
        try {
            reader.open(history.applied());
            return true;
        } catch (RuntimeException e) {
            reader.close();
            retry(Requests.reason(e));
            return false;
        }
    }

    /** What the log brings. */
    private final class Reading implements Follower {
        @Override
        public void onEntry(LogEntry entry) {
            apply(entry);
        }

        @Override
        public void onGap(String reason) {
            gap(reason, false);
        }

        @Override
        public void onAvailability(boolean available, String reason) {
            output.available(available, reason);
        }
    }

    private void apply(LogEntry entry) {
        Position applied = history.applied();
        if (history.contains(entry.position())) {
            return;
        }
        if (!entry.follows(applied)) {
            boolean forked = entry.position().revision() <= applied.revision() + 1;
            gap("log entry " + entry.position().revision() + " does not follow entry " + applied.revision(), forked);
            return;
        }
        history.advance(entry.position());
        if (fetching != null) {
            meanwhile.add(entry);
        }
        Set<String> services = new LinkedHashSet<>();
        for (Mutation mutation : entry.mutations()) {
            services.add(mutation.key().service());
            note(mutation);
        }
        for (String service : services) {
            ServiceBook book = books.get(service);
            if (book != null && book.isCurrent()) {
                apply(entry, service, book);
                settle(service, book, entry.at(), entry.position().revision());
                names.set(service, !book.isEmpty());
            }
        }
        publish();
        report();
    }

    private static void apply(LogEntry entry, String service, ServiceBook book) {
        for (Mutation mutation : entry.mutations()) {
            if (mutation.key().service().equals(service)) {
                book.apply(mutation, entry.position().revision());
            }
        }
    }

    /** What a change says about which services there are. */
    private void note(Mutation mutation) {
        String service = mutation.key().service();
        if (mutation instanceof Mutation.Put) {
            names.set(service, true);
        } else if (mutation instanceof Mutation.Removed && !books.containsKey(service)) {
            // it may have been the last of its service, which only the store can tell
            refreshNamesAfter(Duration.ofMillis(500 + random.nextLong(1_000)));
        }
    }

    private void refreshNamesAfter(Duration wait) {
        if (namesRefresh == null) {
            namesRefresh = serial.schedule(wait, () -> {
                namesRefresh = null;
                namesAreStale = true;
                fetchUnlessWaiting();
            });
        }
    }

    /** @param forked whether the store has lost something that was applied here */
    private void gap(String reason, boolean forked) {
        log.info("Reading the {} registry anew: {}", registry.type(), reason);
        gaps++;
        historyLost |= forked;
        reader.close();
        cancel(fetching);
        fetching = null;
        books.values().forEach(ServiceBook::interrupt);
        wanted.addAll(books.keySet());
        report();
        long spread = Math.min(watchers, LONGEST_SPREAD.toMillis());
        fetchAfter(Duration.ofMillis(random.nextLong(Math.max(1, spread))));
    }

    /** @param sent what we had applied when the renewal was sent; the reply's head cannot be before it */
    void check(Renewed renewed, Position sent) {
        clock.learn(renewed.now());
        lease = renewed.leaseDuration();
        watchers = renewed.watchers();
        boolean late = !sent.equals(Position.NONE)
                && !sent.store().equals(history.applied().store());
        if (!reader.isOpen() || late) {
            return;
        }
        output.available(true, "");
        Position head = renewed.head();
        if (history.isContradictedBy(head, sent.revision())) {
            gap("the store stands at revision " + head.revision() + " of another history", true);
        } else if (head.revision() > history.applied().revision() && !looksBehind) {
            looksBehind = true;
            int session = reader.session();
            serial.schedule(AHEAD_TOLERANCE, () -> {
                looksBehind = false;
                if (session == reader.session()
                        && head.revision() > history.applied().revision()) {
                    gap("its log has not brought revision " + head.revision() + " within a second", false);
                }
            });
        }
    }

    // results

    private void settle(String service, ServiceBook book, Instant at, long revision) {
        ServiceView view = book.settle(at, revision, happened::add);
        if (view != null) {
            output.view(view);
            ends.set(service, book.nextEnd());
        }
    }

    private void endHasCome(String service, Instant at) {
        ServiceBook book = books.get(service);
        if (book != null) {
            book.expire(at);
            settle(service, book, at, history.applied().revision());
            publish();
        }
    }

    /** Events come last, so that whoever hears of one finds views and names to match. */
    private void publish() {
        names.publish();
        List<RegistryEvent> events = List.copyOf(happened);
        happened.clear();
        events.forEach(output::event);
        if (followsAll) {
            follow(names.get());
        }
    }

    private void report() {
        output.progress(history.applied(), snapshots, gaps, rejected);
    }

    private static void cancel(@Nullable Cancellable timer) {
        if (timer != null) {
            timer.cancel();
        }
    }
}
