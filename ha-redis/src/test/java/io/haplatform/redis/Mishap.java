package io.haplatform.redis;

import io.haplatform.test.FaultProxy.Direction;
import java.time.Duration;
import java.util.Random;
import java.util.function.BiConsumer;

/** What happens to a single process of a {@link FaultHistory}, until it is healed. */
enum Mishap {
    KILLED(true, (process, random) -> process.close()),
    STOPPED(true, (process, random) -> process.stop()),
    REFUSED(true, (process, random) -> process.proxy.refuse()),
    CUT_OFF(true, (process, random) -> process.proxy.blackhole()),
    UNHEARD(true, (process, random) -> process.proxy.swallow(Direction.TO_SERVER)),
    DEAF(true, (process, random) -> process.proxy.swallow(Direction.TO_CLIENT)),
    /** Partitioned, and later everything arrives: renewals of long ago too. */
    LATE(true, (process, random) -> process.proxy.hold(Direction.TO_SERVER)),
    BROKEN_OFF(true, (process, random) -> process.proxy.cutAfter(Direction.TO_CLIENT, random.nextInt(2_000))),
    RESET(false, (process, random) -> process.proxy.cut()),
    SLOW(false, (process, random) -> {
        process.proxy.delay(Direction.TO_SERVER, Duration.ofMillis(random.nextInt(50)));
        process.proxy.delay(Direction.TO_CLIENT, Duration.ofMillis(random.nextInt(50)));
    });

    /** Whether its leases may end because of it. */
    final boolean excuses;

    @SuppressWarnings("ImmutableEnumChecker") // they keep nothing
    private final BiConsumer<FaultyProcess, Random> happening;

    Mishap(boolean excuses, BiConsumer<FaultyProcess, Random> happening) {
        this.excuses = excuses;
        this.happening = happening;
    }

    void happen(FaultyProcess process, Random random) {
        happening.accept(process, random);
    }
}
