package io.haplatform.admin.operate;

/** An operator's wish that was not, or perhaps not, fulfilled. The message is one sentence for people. */
public final class OverrideException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** What became of it. */
    public enum Kind {
        /** There is neither an instance of that name nor an override. */
        UNKNOWN,
        /** An end that has passed, or that nothing is to end. */
        INVALID,
        /** The override is not the one that the client has seen. */
        CHANGED,
        /** Others changed it again and again at the same moment. */
        CONTENDED,
        /** The registry is away; the message says what was done before, if anything was. */
        UNREACHABLE,
        /** The registry has not confirmed; it may have been changed. */
        UNCONFIRMED
    }

    private final Kind kind;
    private final String field;

    OverrideException(Kind kind, String message) {
        this(kind, "", message);
    }

    private OverrideException(Kind kind, String field, String message) {
        super(message);
        this.kind = kind;
        this.field = field;
    }

    static OverrideException invalid(String field, String message) {
        return new OverrideException(Kind.INVALID, field, message);
    }

    public Kind kind() {
        return kind;
    }

    /** The field that is to blame; empty when none is. */
    public String field() {
        return field;
    }
}
