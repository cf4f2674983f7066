package io.haplatform.admin.api;

/** What a caller sent, as an answer or a log line may repeat it. */
final class Printable {

    private static final int LONGEST = 80;

    private Printable() {}

    /** Without control characters, and not longer than a line. */
    static String of(String text) {
        String printable = text.replaceAll("\\p{Cntrl}", "?");
        return printable.length() > LONGEST ? printable.substring(0, LONGEST) + "…" : printable;
    }
}
