package io.haplatform.demo.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OwnSessionTest {

    @ParameterizedTest(name = "by {0}")
    @ValueSource(strings = {"setsid", "perl", "python3"})
    void makesTheCommandTheLeaderOfASessionUnderItsOwnPid(String way) throws Exception {
        assumeThat(runs(way)).as("%s is installed", way).isTrue();
        // the shell says its pid and its session; without /proc its process group, which setsid makes new as well
        String question = "cat /proc/$$/stat 2>/dev/null || ps -o pid=,state=,ppid=,pgid=,pgid=,pgid= -p $$";

        Process process =
                new ProcessBuilder(OwnSession.of(List.of("sh", "-c", question), Set.of(way)::contains)).start();

        String[] fields = process.inputReader().readLine().strip().split("\\s+", -1);
        String pid = Long.toString(process.pid());
        assertThat(List.of(fields[0], fields[5])).containsExactly(pid, pid);
    }

    @Test
    void leavesTheCommandAsItIsWhereThereIsNoWay() {
        assertThat(OwnSession.of(List.of("sleep", "1"), program -> false)).containsExactly("sleep", "1");
    }

    private static boolean runs(String program) throws IOException {
        for (String directory : System.getenv("PATH").split(":", -1)) {
            if (Files.isExecutable(Path.of(directory, program))) {
                return true;
            }
        }
        return false;
    }
}
