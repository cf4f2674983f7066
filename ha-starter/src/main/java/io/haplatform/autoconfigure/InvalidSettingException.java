package io.haplatform.autoconfigure;

import java.util.function.Supplier;

/**
 * A setting has a value that cannot work. The message is one sentence: {@code <setting> must be <expected> but is
 * <actual>}; {@link InvalidSettingFailureAnalyzer} shows it in place of a stack trace.
 */
public final class InvalidSettingException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String setting;
    private final String remedy;

    /**
     * @param setting full name of the property or environment variable
     * @param message the whole sentence, naming setting and value
     * @param remedy what to do about it, one sentence
     */
    public InvalidSettingException(String setting, String message, String remedy) {
        super(message);
        this.setting = setting;
        this.remedy = remedy;
    }

    /** The property to change. */
    public String setting() {
        return setting;
    }

    /** What to do, in a sentence. */
    public String remedy() {
        return remedy;
    }

    /**
     * Lets the core check a value by its own rule and says the result in terms of the setting: the core's
     * {@code host must be … but is 'x y'} becomes {@code ha.instance.host must be … but is 'x y'}.
     */
    public static void check(String setting, Runnable rule) {
        checked(setting, () -> {
            rule.run();
            return setting;
        });
    }

    /** As {@link #check}, for a rule that makes something of the value. */
    public static <T> T checked(String setting, Supplier<T> rule) {
        try {
            return rule.get();
        } catch (IllegalArgumentException e) {
            String message = String.valueOf(e.getMessage());
            int verb = message.indexOf(" must be ");
            throw new InvalidSettingException(
                    setting,
                    setting + (verb < 0 ? ": " + message : message.substring(verb)),
                    "Correct " + setting + ".");
        }
    }
}
