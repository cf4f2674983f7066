package io.haplatform.benchmarks;

import java.util.List;
import java.util.Locale;

/**
 * A measured row, printed as {@code benchmarks/run} promises.
 *
 * @param id of the row in the targets
 * @param ours our value, with its unit, without spaces
 * @param peer the peer's, or {@code -}
 * @param target what is to be reached
 * @param met whether it was
 * @param runs how often it was measured, and between what the values lay
 */
public record Row(String id, String ours, String peer, String target, boolean met, String runs) {

    @Override
    public String toString() {
        return id + " ours=" + ours + " peer=" + peer + " target=" + target + (met ? " met" : " short") + " " + runs;
    }

    /** Median, and the 99th percentile (with fewer than a hundred values: the largest), of milliseconds. */
    public static String ms(List<Double> values) {
        return String.format(Locale.ROOT, "p50:%.0fms/p99:%.0fms", quantile(values, 0.5), quantile(values, 0.99));
    }

    /** The smallest value that at least this share of the values do not exceed. */
    public static double quantile(List<Double> values, double q) {
        List<Double> sorted = values.stream().sorted().toList();
        return sorted.get(Math.max(0, (int) Math.ceil(q * sorted.size()) - 1));
    }

    public static String spread(String what, List<Double> values) {
        return String.format(Locale.ROOT, "%s=%.0f..%.0f", what, quantile(values, 0), quantile(values, 1));
    }
}
