package io.haplatform.benchmarks.system;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How many requests failed, in one run or several.
 *
 * @param perRun failed requests of each run
 * @param requests of all runs
 * @param byStatus of all runs; 0 where there was no answer
 */
record Failures(List<Integer> perRun, int requests, Map<Integer, Integer> byStatus) {

    static final Failures NONE = new Failures(List.of(), 0, Map.of());

    Failures {
        perRun = List.copyOf(perRun);
        byStatus = Collections.unmodifiableMap(new TreeMap<>(byStatus));
    }

    /** These, and those of one more run. */
    Failures and(List<Load.Answer> run) {
        List<Integer> failed = new ArrayList<>(perRun);
        failed.add((int) run.stream().filter(Load.Answer::failed).count());
        Map<Integer, Integer> statuses = new TreeMap<>(byStatus);
        run.forEach(answer -> statuses.merge(answer.status(), 1, Integer::sum));
        return new Failures(failed, requests + run.size(), statuses);
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
