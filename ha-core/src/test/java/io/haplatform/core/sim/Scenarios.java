package io.haplatform.core.sim;

import io.haplatform.core.sim.Trouble.Sort;
import java.util.List;
import java.util.function.IntConsumer;

/** What the algorithms are put through. Times are seconds of the run, {@code sa7} is one of twenty servers. */
final class Scenarios {

    /** The server that things happen to. */
    private static final int ONE = 7;

    private static final double FOREVER = 1000;

    static final List<Scenario> ALL = List.of(
            new Scenario("identical", "All servers are alike, and nothing happens.", Shape.USUAL, simulation -> {}),
            new Scenario(
                    "many-callers", "The same, by a hundred callers.", Shape.USUAL.withCallers(100), simulation -> {}),
            new Scenario(
                    "quarter-slow",
                    "Each fourth server is three times slower; the load is 0.7 of what they can do together.",
                    // a quarter does a third: five sixths in all
                    Shape.DENSE.withLoad(0.7 * 5 / 6),
                    Scenarios::quarterSlow),
            new Scenario(
                    "slow-for-a-while",
                    "One server is ten times slower from 6 to 12 s.",
                    Shape.USUAL.withLoad(0.6),
                    simulation -> simulation.server(ONE).slow(second -> second >= 6 && second < 12 ? 10 : 1)),
            new Scenario(
                    "fast-failure",
                    "One server answers 503 at once from 3 to 6 of 10 s; calls may be repeated.",
                    Shape.DENSE,
                    simulation -> simulation.troubled(ONE, 3, 6, Sort.UNAVAILABLE)),
            new Scenario(
                    "fast-failure-writes",
                    "One server answers 500 at once from 3 to 6 of 10 s; no call may be repeated.",
                    Shape.DENSE,
                    simulation -> {
                        simulation.troubled(ONE, 3, 6, Sort.BROKEN);
                        simulation.writes(1);
                    }),
            new Scenario(
                    "busy",
                    "One server answers 503 with Retry-After: 2 from 6 to 12 s.",
                    Shape.USUAL,
                    simulation -> simulation.troubled(ONE, 6, 12, Sort.BUSY)),
            new Scenario(
                    "limited",
                    "One server answers 429 with Retry-After: 2 from 6 to 12 s; such calls are not repeated.",
                    Shape.USUAL,
                    simulation -> simulation.troubled(ONE, 6, 12, Sort.LIMITED)),
            new Scenario(
                    "black-hole",
                    "One server swallows calls from 6 to 12 s.",
                    Shape.USUAL,
                    simulation -> simulation.troubled(ONE, 6, 12, Sort.SWALLOWS)),
            new Scenario(
                    "crash",
                    "One server dies at 6 s and is back at 12 s; the list does not change; a fifth of the calls are"
                            + " writes.",
                    Shape.USUAL,
                    simulation -> {
                        simulation.troubled(ONE, 6, 12, Sort.DOWN);
                        simulation.writes(0.2);
                    }),
            new Scenario(
                    "all-failing",
                    "All servers answer 503 from 4 to 18 s.",
                    Shape.USUAL,
                    simulation -> each(i -> simulation.troubled(i, 4, 18, Sort.UNAVAILABLE))),
            new Scenario(
                    "gc-pauses",
                    "One server after the other stands still for a second.",
                    Shape.USUAL,
                    simulation -> each(i -> simulation.server(i).pause(Simulation.nanos(i), Simulation.nanos(i + 1)))),
            new Scenario(
                    "cold-start",
                    "To eighteen servers come two at 5 s, five times slower at first, and as fast after ten seconds.",
                    new Shape(10, 18, 2, 20, 0.7, 20),
                    Scenarios::coldStart),
            new Scenario(
                    "rolling-restart",
                    "Ten of the servers, one after the other, drain, end after 0.6 s and are back 0.6 s later; half of the calls are"
                            + " writes.",
                    Shape.USUAL.withLoad(0.6),
                    Scenarios::rollingRestart),
            new Scenario(
                    "hot-key",
                    "Few users make most calls (Zipf 1.1 over 10,000).",
                    Shape.USUAL,
                    simulation -> simulation.keys(Keys.zipf(1.1))),
            new Scenario(
                    "region-loss",
                    "Eight of twenty servers die at 6 s and are back at 12 s; the list does not change.",
                    Shape.USUAL.withLoad(0.5),
                    simulation -> {
                        for (int i = 12; i < 20; i++) {
                            simulation.troubled(i, 6, 12, Sort.DOWN);
                        }
                    }),
            new Scenario(
                    "switched",
                    "A quarter is slow as in quarter-slow; all callers go by ROUND_ROBIN until 10 s. What ends later than 11 s"
                            + " counts.",
                    Shape.USUAL.withLoad(0.7 * 5 / 6),
                    Scenarios::switched),
            new Scenario(
                    "stale-list",
                    "Three of the twenty servers in the list have long been dead.",
                    Shape.USUAL.withLoad(0.6),
                    simulation -> {
                        for (int dead : new int[] {5, 11, 17}) {
                            simulation.troubled(dead, 0, FOREVER, Sort.DOWN);
                        }
                    }),
            new Scenario(
                    "spike",
                    "Three times the usual calls from 8 to 9 s.",
                    Shape.USUAL,
                    simulation -> simulation.surge(second -> second >= 8 && second < 9 ? 3 : 1)));

    private Scenarios() {}

    static Scenario named(String name) {
        return ALL.stream()
                .filter(scenario -> scenario.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static void quarterSlow(Simulation simulation) {
        for (int i = 3; i < 20; i += 4) {
            simulation.server(i).slow(second -> 3);
        }
    }

    private static void coldStart(Simulation simulation) {
        for (int number : new int[] {18, 19}) {
            simulation.at(5, () -> simulation.addServer(number).slow(second -> Math.max(1, 5 - 4 * (second - 5) / 10)));
        }
    }

    private static void rollingRestart(Simulation simulation) {
        simulation.writes(0.5);
        for (int i = 0; i < 10; i++) {
            restart(simulation, i, 0.5 + 1.8 * i);
        }
    }

    private static void restart(Simulation simulation, int number, double drains) {
        double ends = drains + 0.6;
        double back = ends + 0.6;
        String id = Simulation.id(number);
        simulation.troubled(number, ends, back, Sort.DOWN);
        simulation.at(drains, () -> simulation.roster().draining(id));
        simulation.at(ends, () -> simulation.roster().gone(id));
        simulation.at(back, () -> simulation.roster().up(id, "2"));
    }

    private static void switched(Simulation simulation) {
        quarterSlow(simulation);
        simulation.strategy("ROUND_ROBIN");
        simulation.at(10, () -> simulation.strategy(simulation.algorithm()));
        simulation.tally().countFrom(Simulation.nanos(11));
    }

    private static void each(IntConsumer script) {
        for (int i = 0; i < 20; i++) {
            script.accept(i);
        }
    }
}
