package io.haplatform.admin.security;

import io.haplatform.admin.AdminProperties;
import java.io.PrintStream;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * The password of the one login there is: the one that was set, else a random one, printed once. None is ever built in.
 *
 * @param value in clear
 * @param random whether it was drawn at this start
 */
record SignInPassword(String value, boolean random) {

    private static final int RANDOM_BYTES = 18;

    static SignInPassword of(AdminProperties properties) {
        return properties.password().isBlank()
                ? new SignInPassword(draw(), true)
                : new SignInPassword(properties.password(), false);
    }

    /** Tells the person at the console, and no log file that is shipped elsewhere; silent about a password that was set. */
    void announce(PrintStream console) {
        if (random) {
            console.println("HA admin: sign in as 'admin' with the password " + value
                    + " (drawn for this start; set HA_ADMIN_PASSWORD to choose one)");
        }
    }

    private static String draw() {
        byte[] bytes = new byte[RANDOM_BYTES];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Keeps the password out of log lines. */
    @Override
    public String toString() {
        return random ? "a random password" : "the password that was set";
    }
}
