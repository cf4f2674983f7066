package io.haplatform.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 30, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class GuardedProcessTest {

    @Test
    void startsWhenTheServerIsReadyAndLeavesNobodyBehind() {
        long before = children();
        GuardedProcess server = shell("echo first; echo now ready; exec sleep 600");
        assertThat(children()).isEqualTo(before + 1);

        server.freeze();
        server.close();
        server.close();

        assertThat(children()).isEqualTo(before);
    }

    @Test
    void givesNoPortTwiceThoughNobodyUsesTheFirst() {
        assertThat(IntStream.range(0, 900).mapToObj(i -> GuardedProcess.freePort()))
                .doesNotHaveDuplicates();
    }

    @Test
    void saysWhatAServerSaidThatEndsInsteadOfStarting() {
        assertThatIllegalStateException()
                .isThrownBy(() -> shell("echo no luck; exit 1"))
                .withMessageContaining("sh must say 'ready' but ended and said:\n")
                .withMessageContaining("no luck");
    }

    @Test
    void givesUpAServerThatSaysNothing() {
        long before = children();

        assertThatIllegalStateException()
                .isThrownBy(() -> GuardedProcess.start(List.of("sleep", "600"), "ready", Duration.ZERO))
                .withMessageContaining("sleep must say 'ready' but has said in 0 s:\n");

        assertThat(children()).isEqualTo(before);
    }

    @Test
    void staysInterruptedWhenItIsWhileItStarts() {
        long before = children();

        Thread.currentThread().interrupt();
        assertThatIllegalStateException()
                .isThrownBy(() -> shell("exec sleep 600"))
                .withCauseInstanceOf(InterruptedException.class);

        assertThat(Thread.interrupted()).isTrue();
        assertThat(children()).isEqualTo(before);
    }

    @Test
    void signalsNobodyWhoIsGone() {
        GuardedProcess server = shell("echo ready; exec sleep 600");
        server.close();

        assertThatIllegalStateException()
                .isThrownBy(server::freeze)
                .withMessageMatching("sh \\(pid \\d+\\) must be alive to get SIGSTOP but is gone");
    }

    private static GuardedProcess shell(String script) {
        return GuardedProcess.start(List.of("sh", "-c", script), "ready");
    }

    private static long children() {
        return ProcessHandle.current().children().filter(ProcessHandle::isAlive).count();
    }
}
