package io.haplatform.core.registry;

import io.haplatform.core.time.SerialExecutor;
import io.haplatform.core.time.Time;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
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
final class DirectorySync implements Follower {

    private static final Logger log = LoggerFactory.getLogger(Directory.class);

    /** How many services one request asks for, so that no reply holds up the store. */
    private static final int CHUNK = 100;

    /** So long the log may be behind what a renewal says, and longer where thousands read it: they take their time. */
    private static final Duration AHEAD_TOLERANCE = Duration.ofSeconds(1);

    private static final Duration MOST_TOLERANCE = Duration.ofSeconds(5);
    private static final int WATCHERS_A_MILLISECOND = 10;

    private final Registry registry;
    private final SerialExecutor serial;
    private final DirectoryPolicy policy;
    private final DirectoryOutput output;
    private final StoreClock clock;
    private final SnapshotRequests requests;
    private final ServiceNames names;
    private final ServiceBooks books;
    private final LogReader reader;
    private final History history = new History();
    private final LastKnownGood memory;
    private final RecentLease lease;
    private final Rejected rejected = new Rejected();

    private boolean followsAll;
    private boolean started;
    private boolean closed;
    private boolean historyLost;
    private boolean looksBehind;

    private final List<LogEntry> meanwhile = new ArrayList<>();
    private int watchers;
    private long snapshots;
    private long gaps;

    DirectorySync(
            Registry registry,
            Time time,
            SerialExecutor serial,
            DirectoryPolicy policy,
            RandomGenerator random,
            @Nullable SnapshotFile file,
            DirectoryOutput output) {
        this.registry = registry;
        this.serial = serial;
        this.policy = policy;
        this.output = output;
        this.clock = new StoreClock(time);
        this.lease = new RecentLease(time);
        this.requests = new SnapshotRequests(serial, policy, random, this::fetch);
        this.names = new ServiceNames(serial, random, requests::unlessWaiting, this::renamed);
        this.books = new ServiceBooks(serial, clock, history, names, output, this::hearsTheLog, this::report);
        this.reader = new LogReader(registry, serial, this);
        this.memory = new LastKnownGood(file, time, serial, this::worthKeeping);
    }

    void start() {
        started = true;
        memory.read(() -> {
            if (!requests.areUnderWay()) {
                restore();
            }
        });
        // a registry that is frozen says nothing: whoever waits for a first lookup must not wait for it
        serial.schedule(policy.firstLookupTimeout().dividedBy(2), this::restore);
        fetch();
    }

    void close() {
        closed = true;
        reader.close();
        books.close();
        names.close();
        memory.close();
        requests.close();
    }

    void follow(Collection<String> services) {
        boolean more = false;
        for (String service : services) {
            more |= books.open(service);
        }
        // what is restored may tell of names, and so lead here again
        if (more && memory.inUse() != null) {
            restore();
        }
        requests.unlessWaiting();
    }

    void followAll() {
        followsAll = true;
        follow(names.get());
    }

    Overrides overrides() {
        return books.overrides();
    }

    // snapshots

    private void fetch() {
        boolean needed = !reader.isOpen() || names.areStale() || !books.wanted().isEmpty();
        if (!started || closed || requests.areUnderWay() || !needed) {
            return;
        }
        meanwhile.clear();
        long atLeast = history.applied().revision();
        Set<String> asked = new LinkedHashSet<>();
        books.wanted().stream().limit(CHUNK).forEach(asked::add);
        requests.send(() -> registry.snapshot(asked), snapshot -> fetched(asked, snapshot, atLeast), reason -> {
            retry(reason);
            restore();
        });
    }

    private void retry(String reason) {
        output.available(false, reason);
        requests.afterFailure();
    }

    private void fetched(Set<String> asked, Snapshot snapshot, long atLeast) {
        // it may have been asked for before what was restored told how far the store had come
        long floor = memory.inUse() == null ? atLeast : history.applied().revision();
        memory.supersede();
        clock.learn(snapshot.now());
        boolean contradicted = history.isContradictedBy(snapshot.position(), floor);
        if (reader.isOpen() && contradicted) {
            onGap("the store's history is not the one that was followed", true);
            return;
        }
        historyLost |= contradicted;
        snapshots++;
        rejected.load(asked, snapshot.rejected());
        boolean beginning = begin(snapshot);
        load(asked, snapshot);
        if (beginning && !readOn()) {
            return;
        }
        report();
        answered();
        historyLost &= !books.wanted().isEmpty();
        fetch();
    }

    /** @return whether the log is to be followed from this snapshot on */
    private boolean begin(Snapshot snapshot) {
        if (reader.isOpen()) {
            return false;
        }
        history.begin(snapshot.position());
        names.begin(snapshot.names());
        return true;
    }

    /** Until the registry has answered once, what was known before this process was started has to do. */
    private void restore() {
        Snapshot saved = memory.saved();
        boolean refused = memory.inUse() != null && !reader.isOpen();
        // where the log has refused to go on from, only the registry itself can say what is there
        if (saved == null || closed || refused) {
            return;
        }
        boolean beginning = begin(saved);
        if (beginning) {
            memory.use();
            log.info("Until the registry answers, services count as they were known at {}", saved.now());
        }
        if (followsAll) {
            saved.services().keySet().forEach(books::open);
        }
        Set<String> known = new LinkedHashSet<>(books.wanted());
        known.retainAll(saved.services().keySet());
        load(known, saved);
        books.remember(known);
        if (beginning) {
            readOn();
        }
        report();
    }

    /** What is to be kept for a start without the registry; null while it is not all there. */
    private @Nullable Snapshot worthKeeping() {
        return !hearsTheLog() || historyLost || books.lacks()
                ? null
                : new Snapshot(history.applied(), clock.now(), names.get(), books.records(), List.of());
    }

    private void load(Set<String> asked, Snapshot snapshot) {
        // whoever follows all hears of a new service from its first instance on
        boolean hears = followsAll && reader.isOpen();
        books.load(
                asked,
                snapshot,
                meanwhile,
                historyLost,
                lease.get(),
                service -> hears && !names.wereThereAtStart(service));
        meanwhile.clear();
    }

    // the log

    /** @return whether the log can be followed from here */
    private boolean readOn() {
        try {
            reader.open(history.applied());
            return true;
        } catch (RuntimeException e) {
            reader.close();
            // what the log brings before the next try would be missing
            books.interrupt();
            retry(Requests.reason(e));
            return false;
        }
    }

    @Override
    public void onAvailability(boolean available, String reason) {
        disturb();
        output.available(available, reason);
    }

    private boolean hearsTheLog() {
        return reader.isOpen() && !reader.isAway();
    }

    /** The registry has answered a question; that is not all, if its log cannot be read. */
    private void answered() {
        if (!reader.isAway()) {
            output.available(true, "");
        }
    }

    @Override
    public void onEntry(LogEntry entry) {
        Position applied = history.applied();
        if (history.contains(entry.position())) {
            return;
        }
        if (!entry.follows(applied)) {
            boolean lost = entry.position().revision() <= applied.revision() + 1;
            onGap("log entry " + entry.position().revision() + " does not follow entry " + applied.revision(), lost);
            return;
        }
        memory.supersede();
        history.advance(entry.position());
        if (requests.areUnderWay()) {
            meanwhile.add(entry);
        }
        books.apply(entry);
        report();
    }

    @Override
    public void onGap(String reason, boolean lost) {
        log.info("Reading the {} registry anew: {}", registry.type(), reason);
        gaps++;
        historyLost |= lost;
        reader.close();
        requests.drop();
        books.interrupt();
        report();
        requests.together(watchers);
    }

    /** @param sent what we had applied when the renewal was sent; the reply's head cannot be before it */
    void check(Renewed renewed, Position sent) {
        clock.learn(renewed.now());
        lease.granted(renewed.leaseDuration());
        watchers = renewed.watchers();
        if (!reader.isOpen() || history.isOfAnotherStore(sent)) {
            return;
        }
        answered();
        Position head = renewed.head();
        if (history.isContradictedBy(head, sent.revision())) {
            onGap("the store stands at revision " + head.revision() + " of another history", true);
        } else if (head.revision() > history.applied().revision() && !looksBehind) {
            looksBehind = true;
            int session = reader.session();
            Duration tolerance = tolerance();
            serial.schedule(tolerance, () -> {
                looksBehind = false;
                if (session == reader.session()
                        && head.revision() > history.applied().revision()) {
                    onGap(
                            "its log has not brought revision " + head.revision() + " within " + tolerance.toMillis()
                                    + "ms",
                            false);
                }
            });
        } else if (memory.inUse() != null && head.equals(history.applied())) {
            memory.supersede();
            books.confirm();
            report();
        }
    }

    private Duration tolerance() {
        Duration wanted = AHEAD_TOLERANCE.plusMillis(watchers / WATCHERS_A_MILLISECOND);
        return wanted.compareTo(MOST_TOLERANCE) < 0 ? wanted : MOST_TOLERANCE;
    }

    /** See {@link LostHistory#disturb}. */
    void disturb() {
        books.disturb();
    }

    // results

    private void renamed(Set<String> now) {
        output.names(now);
        if (followsAll) {
            follow(names.get());
        }
    }

    private void report() {
        output.progress(history.applied(), snapshots, gaps, rejected.all(), memory.inUse());
        memory.changed();
    }
}
