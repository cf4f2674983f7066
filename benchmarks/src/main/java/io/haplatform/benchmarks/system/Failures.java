package io.haplatform.benchmarks.system;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How many requests failed, in one run or several.
 *
 * @param perRun failed requests of each run
 * @param requests of all runs
 * @param byStatus of all runs; 0 where there was no answer
 * @param problems what failed requests said, for whoever wants to know why; a few different ones
 */
record Failures(List<Integer> perRun, int requests, Map<Integer, Integer> byStatus, Set<String> problems) {

    static final Failures NONE = new Failures(List.of(), 0, Map.of(), Set.of());

    private static final int PROBLEMS = 5;

    Failures {
        perRun = List.copyOf(perRun);
        byStatus = Collections.unmodifiableMap(new TreeMap<>(byStatus));
        problems = Collections.unmodifiableSet(new LinkedHashSet<>(problems));
    }

    /** These, and those of one more run. */
    Failures and(List<Load.Answer> run) {
        List<Load.Answer> failed = run.stream().filter(Load.Answer::failed).toList();
        List<Integer> counts = new ArrayList<>(perRun);
        counts.add(failed.size());
        Map<Integer, Integer> statuses = new TreeMap<>(byStatus);
        run.forEach(answer -> statuses.merge(answer.status(), 1, Integer::sum));
        Set<String> said = Stream.concat(
                        problems.stream(),
                        failed.stream()
                                .map(answer ->
                                        answer.status() + " after trying " + answer.tried() + ": " + answer.problem()))
                .limit(PROBLEMS)
                .collect(Collectors.toCollection(LinkedHashSet::new));
        return new Failures(counts, requests + run.size(), statuses, said);
    }

    int failed() {
        return perRun.stream().mapToInt(each -> each).sum();
    }

    String value() {
        return "failed:" + failed();
    }

    String runs(String name) {
        return name + ": runs=" + perRun.size() + " failed-per-run=" + Collections.min(perRun) + ".."
                + Collections.max(perRun) + " requests=" + requests + " statuses="
                + byStatus.toString().replace(" ", "");
    }
}
