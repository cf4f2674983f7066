package io.haplatform.core.signing;

import static org.assertj.core.api.Assertions.assertThat;

import io.haplatform.core.instance.InstanceKey;
import io.haplatform.core.registry.Position;
import java.util.List;
import org.junit.jupiter.api.Test;

class SignatureBookTest {

    private final SignatureBook book = new SignatureBook(
            new SigningPolicy("default", true, null, List.of(Keys.trusted("orders-1", Keys.pair(), "orders"))));

    @Test
    void whoWasRemovedAgainIsRememberedAsGoneForAsLongAsOthers() {
        InstanceKey again = new InstanceKey("orders", "a");
        book.forget(again, at(1));
        for (int i = 2; i <= 1_000; i++) {
            book.forget(new InstanceKey("orders", "n" + i), at(i));
        }
        book.forget(again, at(1_001));
        book.forget(new InstanceKey("orders", "one-more"), at(1_002));

        // of a snapshot that was read before all that
        var unused = book.check(Keys.instance("orders", "a"), at(900));

        assertThat(book.status().leftOut()).isEmpty();
    }

    private static Position at(long revision) {
        return new Position("store", revision, "n" + revision);
    }
}
