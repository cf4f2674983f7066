package io.haplatform.redis;

import io.haplatform.test.FaultProxy.Direction;
import java.time.Duration;
import java.util.Random;

/** What happens to a single process of a {@link FaultHistory}, until it is healed. */
enum Mishap {
    KILLED(true) {
        @Override
        void happen(FaultyProcess process, Random random) {
            process.close();
        }
    },
    STOPPED(true) {
        @Override
        void happen(FaultyProcess process, Random random) {
            process.stop();
        }
    },
    REFUSED(true) {
        @Override
        void happen(FaultyProcess process, Random random) {
            process.proxy.refuse();
        }
    },
    CUT_OFF(true) {
        @Override
        void happen(FaultyProcess process, Random random) {
            process.proxy.blackhole();
        }
    },
    UNHEARD(true) {
        @Override
        void happen(FaultyProcess process, Random random) {
            process.proxy.swallow(Direction.TO_SERVER);
        }
    },
    DEAF(true) {
        @Override
        void happen(FaultyProcess process, Random random) {
            process.proxy.swallow(Direction.TO_CLIENT);
        }
    },
    /** Partitioned, and later everything arrives: renewals of long ago too. */
    LATE(true) {
        @Override
        void happen(FaultyProcess process, Random random) {
            process.proxy.hold(Direction.TO_SERVER);
        }
    },
    BROKEN_OFF(true) {
        @Override
        void happen(FaultyProcess process, Random random) {
            process.proxy.cutAfter(Direction.TO_CLIENT, random.nextInt(2_000));
        }
    },
    RESET(false) {
        @Override
        void happen(FaultyProcess process, Random random) {
            process.proxy.cut();
        }
    },
    SLOW(false) {
        @Override
        void happen(FaultyProcess process, Random random) {
            process.proxy.delay(Direction.TO_SERVER, Duration.ofMillis(random.nextInt(50)));
            process.proxy.delay(Direction.TO_CLIENT, Duration.ofMillis(random.nextInt(50)));
        }
    };

    /** Whether its leases may end because of it. */
    final boolean excuses;

    Mishap(boolean excuses) {
        this.excuses = excuses;
    }

    abstract void happen(FaultyProcess process, Random random);
}
