package io.haplatform.admin.security;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.authentication.WebAuthenticationDetails;

/**
 * Asks the throttle before a password is compared, whichever way it came: there is no other place where one is. A rule
 * on paths or headers would have to know all their spellings. Thread-safe.
 */
final class ThrottledSignIn implements AuthenticationProvider {

    /** This address has to wait; nothing was compared. */
    static final class TooManyAttempts extends AuthenticationException {

        private final long seconds;

        TooManyAttempts(long seconds) {
            super("too many attempts to sign in");
            this.seconds = seconds;
        }

        long seconds() {
            return seconds;
        }
    }

    private final AuthenticationProvider passwords;
    private final SignInThrottle throttle;

    /** @param passwords compares them, at once */
    ThrottledSignIn(AuthenticationProvider passwords, SignInThrottle throttle) {
        this.passwords = passwords;
        this.throttle = throttle;
    }

    @Override
    public @Nullable Authentication authenticate(Authentication attempt) {
        String address =
                attempt.getDetails() instanceof WebAuthenticationDetails details ? details.getRemoteAddress() : "";
        Duration wait = throttle.begin(address);
        if (!wait.isZero()) {
            throw new TooManyAttempts(wait.toSeconds() + 1);
        }
        Authentication user = passwords.authenticate(attempt);
        if (user != null) {
            throttle.succeeded(address);
        }
        return user;
    }

    @Override
    public boolean supports(Class<?> authentication) {
        return passwords.supports(authentication);
    }
}
