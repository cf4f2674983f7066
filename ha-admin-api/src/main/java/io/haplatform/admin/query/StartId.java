package io.haplatform.admin.query;

import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * Ids {@code <start>-<number>}: numbers begin anew with each start of the admin, so each start draws a name, and an id
 * of an earlier one is recognised.
 *
 * @param start that name
 */
public record StartId(String start) {

    private static final int BYTES = 6;

    public static StartId draw() {
        byte[] start = new byte[BYTES];
        new SecureRandom().nextBytes(start);
        return new StartId(HexFormat.of().formatHex(start));
    }

    public String id(long number) {
        return start + "-" + number;
    }

    /** -1 when the id is of another start, or no id at all. */
    public long numberOf(String id) {
        String prefix = start + "-";
        if (!id.startsWith(prefix)) {
            return -1;
        }
        try {
            return Long.parseLong(id.substring(prefix.length()));
        } catch (NumberFormatException e) {
            return -1;
        }
    }
}
