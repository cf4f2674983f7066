package io.haplatform.core.balance;

import java.util.List;

/**
 * There is no instance that could take the call. Says so for each instance of the service: which stage took it out,
 * and why. An {@link IllegalStateException}, because that is what callers of load-balanced clients catch already.
 */
public final class NoInstanceException extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    private final String service;
    private final transient List<Removal> removals;

    public NoInstanceException(String service, List<Removal> removals) {
        this(service, removals, describe(service, removals));
    }

    private NoInstanceException(String service, List<Removal> removals, String message) {
        super(message);
        this.service = service;
        this.removals = List.copyOf(removals);
    }

    /** Nobody has been able to say yet whether the service has instances. */
    static NoInstanceException unknown(String service) {
        return new NoInstanceException(
                service,
                List.of(),
                "No instance of service '" + service + "' is known: the registry has not answered since this process"
                        + " first asked for it");
    }

    public String service() {
        return service;
    }

    /** One per instance that exists and could not be picked. */
    public List<Removal> removals() {
        return removals;
    }

    private static String describe(String service, List<Removal> removals) {
        if (removals.isEmpty()) {
            return "No instance of service '" + service + "' is registered";
        }
        StringBuilder text = new StringBuilder("No instance of service '" + service + "' can take the call:");
        for (int i = 0; i < Math.min(removals.size(), 20); i++) {
            Removal removal = removals.get(i);
            text.append(i == 0 ? " " : ", ").append(removal.id()).append(' ').append(removal.reason());
            text.append(" (").append(removal.stage()).append(')');
        }
        if (removals.size() > 20) {
            text.append(" and ").append(removals.size() - 20).append(" more");
        }
        return text.toString();
    }

    /**
     * Why an instance could not be picked.
     *
     * @param id of the instance
     * @param stage that took it out
     * @param reason in words: {@code has weight 0}
     */
    public record Removal(String id, String stage, String reason) {}
}
