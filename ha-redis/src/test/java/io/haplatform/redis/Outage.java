package io.haplatform.redis;

import io.haplatform.test.FaultProxy;
import io.haplatform.test.FaultProxy.Direction;
import java.time.Duration;
import java.util.List;

/** What happens to Redis, or to all on the way to it, in a {@link FaultHistory}. None of it may cost an instance. */
enum Outage {
    NOTHING {
        @Override
        void happen(FaultHistory history, Duration pause) {
            history.pass(pause);
        }
    },
    FROZEN {
        @Override
        void happen(FaultHistory history, Duration pause) {
            history.redis().primary().freeze();
            history.pass(pause);
            history.redis().primary().thaw();
        }
    },
    FLUSHED {
        @Override
        void happen(FaultHistory history, Duration pause) {
            history.pass(pause);
            try (Probe stranger = new Probe(history.redis().primary().endpoint())) {
                stranger.redis().flushall();
                stranger.redis().scriptFlush();
            }
            history.loseOverride();
        }
    },
    RESTARTED_EMPTY {
        @Override
        void happen(FaultHistory history, Duration pause) {
            history.redis().primary().kill();
            history.pass(pause);
            history.redis().primary().startEmpty();
            history.loseOverride();
        }
    },
    SET_BACK {
        @Override
        void happen(FaultHistory history, Duration pause) {
            history.redis().save();
            history.pass(pause);
            history.redis().primary().kill();
            history.redis().primary().start();
        }
    },
    FAILED_OVER {
        @Override
        void happen(FaultHistory history, Duration pause) {
            history.redis().awaitReplication();
            history.redis().holdReplication();
            history.pass(pause);
            history.redis().promote();
            history.redirect();
        }
    },
    REFUSED {
        @Override
        void happen(FaultHistory history, Duration pause) {
            history.proxies().forEach(FaultProxy::refuse);
            history.pass(pause);
        }
    },
    PARTITIONED {
        @Override
        void happen(FaultHistory history, Duration pause) {
            history.proxies().forEach(FaultProxy::blackhole);
            history.pass(pause);
        }
    },
    RESET_AGAIN_AND_AGAIN {
        @Override
        void happen(FaultHistory history, Duration pause) {
            for (int i = 0; i < 10; i++) {
                history.proxies().forEach(FaultProxy::cut);
                history.pass(pause.dividedBy(10));
            }
        }
    },
    SLOW {
        @Override
        void happen(FaultHistory history, Duration pause) {
            for (FaultProxy proxy : history.proxies()) {
                List.of(Direction.values()).forEach(way -> proxy.delay(way, Duration.ofMillis(60)));
            }
            history.pass(pause);
        }
    },
    CLOCK_AHEAD {
        @Override
        void happen(FaultHistory history, Duration pause) {
            history.moveClock(FaultyProcess.LEASES.leaseDuration().plus(pause));
            history.pass(pause);
        }
    },
    CLOCK_BACK {
        @Override
        void happen(FaultHistory history, Duration pause) {
            history.moveClock(pause.negated());
            history.pass(pause);
        }
    };

    /** @param pause how long it lasts, where it lasts */
    abstract void happen(FaultHistory history, Duration pause);
}
