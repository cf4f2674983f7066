package io.haplatform.core.sim;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/** Who calls for what: ten thousand users, each with an address, a path and a session of its own. */
final class Keys {

    private static final int COUNT = 10_000;
    private static final String[] ADDRESSES = all("10.%d.%d.%d");
    private static final String[] PATHS = all("/orders/%d-%d-%d");
    private static final String[] USERS = all("user-%d-%d-%d");

    // how likely it is one of these or of those before
    private final double[] upTo;

    private Keys(double[] upTo) {
        this.upTo = upTo;
    }

    static Keys uniform() {
        return zipf(0);
    }

    /** @param exponent the k-th is {@code 1 / k^exponent} as likely as the first */
    static Keys zipf(double exponent) {
        double[] upTo = new double[COUNT];
        double sum = 0;
        for (int i = 0; i < COUNT; i++) {
            sum += StrictMath.pow(i + 1, -exponent);
            upTo[i] = sum;
        }
        for (int i = 0; i < COUNT; i++) {
            upTo[i] /= sum;
        }
        return new Keys(upTo);
    }

    int draw(RandomGenerator random) {
        int found = Arrays.binarySearch(upTo, random.nextDouble());
        return Math.min(COUNT - 1, found < 0 ? -found - 1 : found + 1);
    }

    static String address(int key) {
        return ADDRESSES[key];
    }

    static String path(int key) {
        return PATHS[key];
    }

    static String user(int key) {
        return USERS[key];
    }

    private static String[] all(String pattern) {
        String[] all = new String[COUNT];
        for (int i = 0; i < COUNT; i++) {
            all[i] = String.format(pattern, i % 7, i / 256, i % 256);
        }
        return all;
    }
}
