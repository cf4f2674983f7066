package io.haplatform.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.haplatform.demo.process.DemoFailure;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptionsTest {

    @Test
    void startsOnTheUsualPortsWithTheBuiltInRedisWhenNothingIsSaid() {
        Options options = Options.parse(List.of());

        assertThat(options.check()).isFalse();
        assertThat(options.ports().base()).isEqualTo(8080);
        assertThat(options.redis()).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "--check --port-base 18100 --redis redis://localhost:6379",
        "--redis=redis://localhost:6379 --port-base=18100 --check"
    })
    void readsAValueAsTheNextWordOrBehindAnEqualsSign(String line) {
        Options options = Options.parse(List.of(line.split(" ", -1)));

        assertThat(options.check()).isTrue();
        assertThat(options.ports().base()).isEqualTo(18100);
        assertThat(options.redis())
                .hasValueSatisfying(
                        redis -> assertThat(redis.uri()).hasHost("localhost").hasPort(6379));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    --fast | unknown option --fast; see ./demo --help
                    --port-base | --port-base needs a value; see ./demo --help
                    --port-base= | --port-base needs a value; see ./demo --help
                    --port-base many | --port-base must be a number but is 'many'
                    --port-base 80 | --port-base must be between 1025 and 65525 but is 80
                    --port-base 65530 | --port-base must be between 1025 and 65525 but is 65530
                    --check=yes | --check takes no value but was given 'yes'
                    --redis localhost | --redis must be an address such as redis://localhost:6379 (or rediss:// for TLS) but is localhost
                    --redis http://localhost | --redis must be an address such as redis://localhost:6379 (or rediss:// for TLS) but is http://localhost
                    --redis http://ann:secret@redis:6379 | --redis must be an address such as redis://localhost:6379 (or rediss:// for TLS) but is http://…@redis:6379
                    --redis redis://ann:sec^ret@redis:6379 | --redis must be an address such as redis://localhost:6379 (or rediss:// for TLS) but is redis://…@redis:6379
                    --redis ann:secret@redis | --redis must be an address such as redis://localhost:6379 (or rediss:// for TLS) but is …@redis
                    """)
    void refusesWhatItDoesNotUnderstandInOneSentence(String line, String sentence) {
        assertThatThrownBy(() -> Options.parse(List.of(line.split(" ", -1))))
                .isInstanceOf(DemoFailure.class)
                .hasMessage(sentence);
    }
}
