package io.haplatform.core.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The registry says that it holds removals back, and what listeners hear of it. */
class DirectoryProtectionTest extends DirectoryRules {

    private static final Protection FIVE = new Protection(true, Sample.THEN, 5, 10, 10);
    private static final Protection SIX = new Protection(true, Sample.THEN, 6, 10, 10);

    private final List<Integer> heard = new ArrayList<>();

    @BeforeEach
    void listenToStatus() {
        directory.onStatus(status -> heard.add(status.protection().ended()));
        time.run();
        heard.clear();
    }

    @Test
    void whatIsSaidLastCountsHoweverSoonItIsSaid() {
        directory.told(FIVE);
        directory.told(Protection.NONE);
        time.run();

        assertThat(directory.status().protection()).isEqualTo(Protection.NONE);
        assertThat(heard).containsExactly(5, 0);
    }

    @Test
    void listenersHearOfItsBeginningAndItsEnd() {
        directory.told(FIVE);
        directory.told(SIX);
        time.run();
        assertThat(directory.status().protection()).isEqualTo(SIX);
        assertThat(heard).containsExactly(5);

        directory.told(Protection.NONE);
        time.run();
        assertThat(heard).containsExactly(5, 0);
    }
}
