package io.haplatform.redis;

import io.haplatform.core.registry.Position;
import io.haplatform.core.registry.Protection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What a script gave back: strings, numbers and lists of the same. */
record Reply(List<?> items) {

    int size() {
        return items.size();
    }

    String text(int index) {
        return String.valueOf(items.get(index));
    }

    long number(int index) {
        Object item = items.get(index);
        return item instanceof Long number ? number : Long.parseLong(item.toString());
    }

    Duration millis(int index) {
        return Duration.ofMillis(number(index));
    }

    Instant instant(int index) {
        return Instant.ofEpochMilli(number(index));
    }

    Reply list(int index) {
        return new Reply((List<?>) items.get(index));
    }

    List<String> texts(int index) {
        List<String> texts = new ArrayList<>();
        for (Object item : (List<?>) items.get(index)) {
            texts.add(item.toString());
        }
        return texts;
    }

    /** Whether removals are held back, as {@code sweep.lua} writes it. */
    Protection protection(int index) {
        String[] words = text(index).split(" ", -1);
        return words.length == 6 && words[0].equals("1")
                ? new Protection(
                        true,
                        Instant.ofEpochMilli(Long.parseLong(words[1])),
                        Integer.parseInt(words[4]),
                        Integer.parseInt(words[5]),
                        Integer.parseInt(words[3]))
                : Protection.NONE;
    }

    /** Store, revision and nonce, from this index on. */
    Position position(int index) {
        return new Position(text(index), number(index + 1), text(index + 2));
    }
}
