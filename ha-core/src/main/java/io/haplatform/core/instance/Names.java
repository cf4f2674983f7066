package io.haplatform.core.instance;

import java.time.Instant;
import java.util.regex.Pattern;

/** What a name, a host, a port or a weight may look like; every check ends in one sentence with the remedy. */
public final class Names {

    private static final Pattern SERVICE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9\\[][A-Za-z0-9._:%@\\[\\]-]{0,199}");
    private static final Pattern NAMESPACE = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");
    private static final Pattern LABEL = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._+/-]{0,127}");
    private static final Pattern TAG = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:=+/-]{0,127}");
    private static final Pattern HOST_NAME = Pattern.compile(
            "(?=.{1,253}$)[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?(\\.[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?)*\\.?");
    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:.]{2,45}(%[A-Za-z0-9._-]{1,32})?");

    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");
    private static final int MAX_WORDS = 256;
    private static final Instant YEAR_10000 =
            Instant.parse("9999-12-31T23:59:59.999999999Z").plusNanos(1);

    private Names() {}

    /** A service's name: up to 128 of letters, digits, dot, dash and underscore. */
    public static String service(String name) {
        return matching(
                "service name", name, SERVICE, "1 to 128 letters, digits, '.', '-' or '_', first a letter or digit");
    }

    /** Whether a service could have this name. */
    public static boolean isService(String name) {
        return SERVICE.matcher(name).matches();
    }

    /** An instance's id within its service: up to 200 characters, no slash and no space. */
    public static String id(String id) {
        return matching(
                "instance id", id, ID, "1 to 200 letters, digits or any of . _ : % @ [ ] -, first a letter or digit");
    }

    /** A namespace: part of Redis keys, so narrow. */
    public static String namespace(String name) {
        return matching(
                "namespace",
                name,
                NAMESPACE,
                "1 to 64 lower-case letters, digits, '.', '-' or '_', first a letter or digit");
    }

    /** A region, zone or version; empty means none. */
    public static String label(String what, String value) {
        return value.isEmpty()
                ? value
                : matching(what, value, LABEL, "1 to 128 letters, digits or any of . _ + / -, first a letter or digit");
    }

    public static String tag(String tag) {
        return matching("tag", tag, TAG, "1 to 128 letters, digits or any of . _ : = + / -, first a letter or digit");
    }

    /** A host name or an address: RFC 1123 names (with underscore, as Docker allows), IPv4, IPv6 without brackets. */
    public static String host(String host) {
        boolean valid = host.indexOf(':') >= 0
                ? IPV6.matcher(host).matches()
                : HOST_NAME.matcher(host).matches();
        if (!valid) {
            throw invalid("host", host, "a host name, an IPv4 or an IPv6 address, without scheme, port or brackets");
        }
        return host;
    }

    /** The host as a URI shows it: an IPv6 address in brackets. */
    public static String uriHost(String host) {
        return host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    }

    /** {@code host:port}, an IPv6 address in brackets. */
    public static String address(String host, int port) {
        return uriHost(host) + ":" + port;
    }

    public static int port(int port) {
        if (port < 1 || port > 65_535) {
            throw invalid("port", port, "between 1 and 65535");
        }
        return port;
    }

    public static int weight(int weight) {
        if (weight < 0 || weight > 1_000) {
            throw invalid("weight", weight, "between 0 and 1000 (0 sends no new traffic, 100 is the default)");
        }
        return weight;
    }

    public static String scheme(String scheme) {
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw invalid("scheme", scheme, "'http' or 'https'");
        }
        return scheme;
    }

    /** The value as a log line may show it: no control characters, not longer than a line. */
    public static String printable(Object value) {
        String text = CONTROL.matcher(value.toString()).replaceAll("?");
        return text.length() > 80 ? text.substring(0, 80) + "…" : text;
    }

    /** Words for people, which end up in log lines and answers: cut to 256 characters, control characters replaced. */
    static String words(String text) {
        String cut = text.length() <= MAX_WORDS
                ? text
                : text.substring(0, Character.isHighSurrogate(text.charAt(MAX_WORDS - 1)) ? MAX_WORDS - 1 : MAX_WORDS);
        return CONTROL.matcher(cut).replaceAll(" ");
    }

    /** A name that machines draw: the incarnation of a process, an observer. */
    static String token(String subject, String value, int most) {
        if (value.isEmpty() || value.length() > most || CONTROL.matcher(value).find()) {
            throw invalid(subject, value, "1 to " + most + " characters, none of them a control character");
        }
        return value;
    }

    /** A date that every format of ours can write: years 1970 to 9999. */
    static Instant date(String subject, Instant value) {
        if (value.isBefore(Instant.EPOCH) || !value.isBefore(YEAR_10000)) {
            throw invalid(subject, value, "a date from the years 1970 to 9999");
        }
        return value;
    }

    private static String matching(String subject, String value, Pattern pattern, String expected) {
        if (!pattern.matcher(value).matches()) {
            throw invalid(subject, value, expected);
        }
        return value;
    }

    private static IllegalArgumentException invalid(String subject, Object value, String expected) {
        return new IllegalArgumentException(subject + " must be " + expected + " but is '" + printable(value) + "'");
    }
}
