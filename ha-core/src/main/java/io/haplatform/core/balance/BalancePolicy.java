package io.haplatform.core.balance;

import io.haplatform.core.instance.Names;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * How calls to a service are spread.
 *
 * @param algorithm its name, in any case and with {@code -} or {@code _}; kept as {@code ROUND_ROBIN}
 * @param hash how the algorithms that go by a key work
 * @param score by which {@code ADAPTIVE} chooses
 */
public record BalancePolicy(String algorithm, HashPolicy hash, ScorePolicy score) {

    private static final Pattern NAME = Pattern.compile("[A-Z0-9][A-Z0-9_]{0,63}");

    public static final BalancePolicy DEFAULT = new BalancePolicy("ROUND_ROBIN");

    public BalancePolicy {
        algorithm = canonical(algorithm);
    }

    /** That algorithm with the defaults of all settings that it may have. */
    public BalancePolicy(String algorithm) {
        this(algorithm, HashPolicy.DEFAULT, ScorePolicy.DEFAULT);
    }

    /** The same with other settings for algorithms that go by a key. */
    public BalancePolicy with(HashPolicy other) {
        return new BalancePolicy(algorithm, other, score);
    }

    /** The same with other settings for {@code ADAPTIVE}. */
    public BalancePolicy with(ScorePolicy other) {
        return new BalancePolicy(algorithm, hash, other);
    }

    static String canonical(String name) {
        String canonical = name.strip().toUpperCase(Locale.ROOT).replace('-', '_');
        if (!NAME.matcher(canonical).matches()) {
            throw new IllegalArgumentException(
                    "strategy must be the name of an algorithm, such as ROUND_ROBIN, but is '" + Names.printable(name)
                            + "'");
        }
        return canonical;
    }
}
