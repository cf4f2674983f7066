package io.haplatform.core.balance;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The order in which weights are served, each spread evenly over the whole: {@code 5 1 1} are {@code a a b a c a a}.
 *
 * <p>It is nginx's smooth weighted round-robin: in each turn everyone gains its weight, and the first of those that
 * have gained most is served and pays what all have gained. Nodes of one weight take turns among themselves, so a turn
 * costs as many steps as there are different weights, not nodes; and these add up to the length of the cycle, so there
 * are fewer than 300 of them in the longest, and a few as a rule.
 */
final class SmoothCycle {

    /**
     * No cycle is longer, unless there are more nodes. Weights that need a longer one are rounded to fit: with 1,000
     * nodes and 1,000 to 1 between their weights nobody's share is off by more than 0.0002.
     */
    static final int LONGEST = 40_000;

    private SmoothCycle() {}

    /** @return the position in {@code weights} of who is served, turn by turn */
    static int[] of(int[] weights) {
        int[] shares = Shares.reduced(weights);
        int longest = Math.max(LONGEST, weights.length);
        if (Shares.sum(shares) > longest) {
            shares = Shares.of(shares, longest);
        }
        return layOut(groups(shares), (int) Shares.sum(shares));
    }

    private static int[] layOut(Group[] groups, int length) {
        int[] gains = new int[groups.length];
        for (int g = 0; g < groups.length; g++) {
            gains[g] = groups[g].share;
        }
        int[] gained = new int[groups.length];
        int[] cycle = new int[length];
        for (int turn = 0; turn < length; turn++) {
            int best = 0;
            for (int g = 0; g < gains.length; g++) {
                gained[g] += gains[g];
                if (gained[g] > gained[best] || (gained[g] == gained[best] && groups[g].isBefore(groups[best]))) {
                    best = g;
                }
            }
            cycle[turn] = groups[best].next();
            if (groups[best].isRound()) {
                gained[best] -= length;
            }
        }
        return cycle;
    }

    private static Group[] groups(int[] shares) {
        Map<Integer, int[]> members = new LinkedHashMap<>();
        for (int share : shares) {
            members.computeIfAbsent(share, same -> IntStream.range(0, shares.length)
                    .filter(i -> shares[i] == same)
                    .toArray());
        }
        return members.entrySet().stream()
                .map(entry -> new Group(entry.getKey(), entry.getValue()))
                .toArray(Group[]::new);
    }

    /** Those of one share. All have gained the same, but those before {@code turn} have paid already. */
    private static final class Group {

        private final int share;
        private final int[] members;
        private int turn;

        Group(int share, int[] members) {
            this.share = share;
            this.members = members;
        }

        boolean isBefore(Group other) {
            return members[turn] < other.members[other.turn];
        }

        int next() {
            int member = members[turn];
            turn = turn + 1 == members.length ? 0 : turn + 1;
            return member;
        }

        boolean isRound() {
            return turn == 0;
        }
    }
}
