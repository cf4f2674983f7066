package io.haplatform.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.List;
import java.util.concurrent.TimeUnit;
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
    void saysWhatAServerSaidThatEndsInsteadOfStarting() {
        assertThatIllegalStateException()
                .isThrownBy(() -> shell("echo no luck; exit 1"))
                .withMessageContaining("sh must say 'ready' but ended and said:\n")
                .withMessageContaining("no luck");
    }

    private static GuardedProcess shell(String script) {
        return GuardedProcess.start(List.of("sh", "-c", script), "ready");
    }

    private static long children() {
        return ProcessHandle.current().children().filter(ProcessHandle::isAlive).count();
    }
}
