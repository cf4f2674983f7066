package io.haplatform.demo.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TableTest {

    @Test
    void showsWhatEachFaultCost() {
        Target target = new Target(Duration.ofMillis(300), Duration.ofMillis(7500));
        Exchange failed = new Exchange(0, 1, null, List.of(), "503");
        Row quiet = new Row("none", 0, 600, 600, List.of(), null, null, null, null);
        Row good = row("orders-1 killed (kill -9)", List.of(), Duration.ofMillis(6200), target);
        Row bad = row("orders-2 killed (kill -9)", List.of(failed), null, target);

        Target ofStore = new Target(null, Duration.ofSeconds(5));
        Row store = new Row("emptied", 0, 2000, 2000, List.of(), null, Duration.ofMillis(900), null, ofStore);

        assertThat(Table.of(List.of(quiet, good, bad, store)))
                .isEqualTo(
                        """
                        fault                      requests  failed  noticed by callers  noticed by admin  used again  target           verdict
                        none                       600       0       -                   -                 -           0 failed         ok
                        orders-1 killed (kill -9)  2000      0       12 ms               6.20 s            90 ms       300 ms / 7.50 s  ok
                        orders-2 killed (kill -9)  2000      1       12 ms               never             90 ms       300 ms / 7.50 s  FAILED
                        emptied                    2000      0       -                   900 ms            -           - / 5.00 s       ok""");
    }

    @ParameterizedTest(name = "{0} ms is shown as {1}")
    @CsvSource({"0, 0 ms", "42, 42 ms", "999, 999 ms", "1000, 1.00 s", "1274, 1.27 s", "9994, 9.99 s", "12740, 12.7 s"})
    void showsThreeDigits(long millis, String shown) {
        assertThat(Table.time(Duration.ofMillis(millis))).isEqualTo(shown);
    }

    private static Row row(String fault, List<Exchange> failures, @Nullable Duration admin, Target target) {
        return new Row(fault, 0, 2000, 2000, failures, Duration.ofMillis(12), admin, Duration.ofMillis(90), target);
    }
}
