package io.haplatform.admin.api;

import io.haplatform.core.instance.InstanceKey;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * The place in a list where the next page begins, in a form that invites nobody to build one: the key of the last item,
 * with the list's own mark, in base64url. It stays good while items come and go.
 */
final class Cursor {

    private static final int LONGEST = 1_024;

    private final String mark;

    /** @param list whose cursors these are; a cursor of another list is refused */
    Cursor(String list) {
        this.mark = list + ":";
    }

    String after(String key) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString((mark + key).getBytes(StandardCharsets.UTF_8));
    }

    /** The key; null when this list never gave out that cursor. */
    @Nullable
    String key(String cursor) {
        if (cursor.length() > LONGEST) {
            return null;
        }
        try {
            String text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
            return text.startsWith(mark) ? text.substring(mark.length()) : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** The instance whose {@code service/id} was the key; null when this list never gave out that cursor. */
    @Nullable
    InstanceKey instance(String cursor) {
        String key = key(cursor);
        int slash = key == null ? -1 : key.indexOf('/');
        if (key == null || slash < 0) {
            return null;
        }
        try {
            return new InstanceKey(key.substring(0, slash), key.substring(slash + 1));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
