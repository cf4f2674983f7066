package io.haplatform.core.wire;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * As much JSON (RFC 8259) as the wire needs: objects as sorted maps, arrays as lists, {@link String}, {@link Boolean},
 * {@link Long}, {@link BigDecimal} and {@link Null}. Strict, and safe on hostile input: what is not JSON, repeats a
 * name, nests deeper than {@value #MAX_DEPTH} or holds a number of more than {@value #MAX_NUMBER} characters ends in a
 * {@link WireException}. The caller limits the length.
 */
final class Json {

    static final int MAX_DEPTH = 16;
    static final int MAX_NUMBER = 64;

    /** JSON's null as an object, because our maps hold none. */
    enum Null {
        NULL
    }

    private static final Pattern NUMBER =
            Pattern.compile("-?+(?:0|[1-9][0-9]*+)((?:\\.[0-9]++)?+(?:[eE][+-]?+[0-9]++)?+)");
    private static final String ESCAPES = "\"\\/bfnrt";
    private static final String ESCAPED = "\"\\/\b\f\n\r\t";

    private final String text;
    private int at;

    private Json(String text) {
        this.text = text;
    }

    static Object read(String text) {
        Json json = new Json(text);
        Object value = json.value(1);
        json.skipBlanks();
        json.check(json.at == text.length(), "the end");
        return value;
    }

    private Object value(int depth) {
        if (depth > MAX_DEPTH) {
            throw new WireException("JSON must not nest deeper than " + MAX_DEPTH + " but does at character " + at);
        }
        skipBlanks();
        return switch (at < text.length() ? text.charAt(at) : ' ') {
            case '{' -> object(depth);
            case '[' -> array(depth);
            case '"' -> string();
            case 't' -> word("true", true);
            case 'f' -> word("false", false);
            case 'n' -> word("null", Null.NULL);
            default -> number();
        };
    }

    private Map<String, Object> object(int depth) {
        Map<String, Object> object = new TreeMap<>();
        at++;
        if (!skip('}')) {
            do {
                skipBlanks();
                String name = string();
                require(':');
                if (object.put(name, value(depth + 1)) != null) {
                    throw new WireException("JSON must not repeat a name but does before character " + at);
                }
            } while (skip(','));
            require('}');
        }
        return object;
    }

    private List<Object> array(int depth) {
        List<Object> array = new ArrayList<>();
        at++;
        if (!skip(']')) {
            do {
                array.add(value(depth + 1));
            } while (skip(','));
            require(']');
        }
        return array;
    }

    private Object word(String word, Object meaning) {
        check(text.startsWith(word, at), "a value");
        at += word.length();
        return meaning;
    }

    private Object number() {
        Matcher number = NUMBER.matcher(text).region(at, text.length());
        check(number.lookingAt() && number.end() - at <= MAX_NUMBER, "a value");
        at = number.end();
        try {
            boolean whole = number.group(1).isEmpty() && number.group().length() <= 18;
            return whole ? (Object) Long.valueOf(number.group()) : new BigDecimal(number.group());
        } catch (NumberFormatException e) {
            throw new WireException("JSON number must not be so large but is before character " + at, e);
        }
    }

    private String string() {
        require('"');
        StringBuilder out = new StringBuilder();
        for (; at < text.length() && text.charAt(at) >= ' '; at++) {
            char c = text.charAt(at);
            if (c == '"') {
                at++;
                return out.toString();
            }
            out.append(c == '\\' ? escaped() : c);
        }
        throw unexpected("'\"' or a character that is no control character");
    }

    /** Begins on the backslash and ends on the last character of the escape. */
    private char escaped() {
        at++;
        int simple = at < text.length() ? ESCAPES.indexOf(text.charAt(at)) : -1;
        if (simple >= 0) {
            return ESCAPED.charAt(simple);
        }
        int code = text.startsWith("u", at) && at + 4 < text.length() ? 0 : -1;
        for (int i = 1; i <= 4 && code >= 0; i++) {
            int digit = "0123456789abcdef0123456789ABCDEF".indexOf(text.charAt(at + i));
            code = digit < 0 ? -1 : (code << 4) | (digit & 15);
        }
        check(code >= 0, "an escape");
        at += 4;
        return (char) code;
    }

    private void skipBlanks() {
        while (at < text.length() && " \n\r\t".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private boolean skip(char wanted) {
        skipBlanks();
        boolean there = at < text.length() && text.charAt(at) == wanted;
        at += there ? 1 : 0;
        return there;
    }

    private void require(char wanted) {
        check(skip(wanted), "'" + wanted + "'");
    }

    private void check(boolean valid, String expected) {
        if (!valid) {
            throw unexpected(expected);
        }
    }

    private WireException unexpected(String expected) {
        String found = at < text.length() ? String.format("character %04x", (int) text.charAt(at)) : "the end";
        return new WireException("JSON must have " + expected + " at character " + at + " but has " + found);
    }

    /** Without spaces, maps in their own order: equal content in equal order gives equal text. */
    static String write(Object value) {
        if (value instanceof Map<?, ?> map) {
            return map.entrySet().stream()
                    .map(entry -> write(entry.getKey()) + ":" + write(entry.getValue()))
                    .collect(Collectors.joining(",", "{", "}"));
        } else if (value instanceof List<?> list) {
            return list.stream().map(Json::write).collect(Collectors.joining(",", "[", "]"));
        } else if (value instanceof String string) {
            return quote(string);
        }
        return value == Null.NULL ? "null" : value.toString();
    }

    private static String quote(String string) {
        StringBuilder out = new StringBuilder(string.length() + 2).append('"');
        string.codePoints().forEach(c -> {
            if (c == '"' || c == '\\') {
                out.append('\\').append((char) c);
            } else if (c < ' ' || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)) {
                out.append(String.format("\\u%04x", c)); // half a surrogate pair has no UTF-8 but survives so
            } else {
                out.appendCodePoint(c);
            }
        });
        return out.append('"').toString();
    }
}
